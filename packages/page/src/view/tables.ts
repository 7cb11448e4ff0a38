// The block's transactions and the accounts that it touched.
import type { AccountRow, TransactionRow } from "../report.ts";
import { count, ether, short } from "./amounts.ts";
import { card, element } from "./element.ts";

/** Rows beyond these are counted, not drawn. */
const MAX_ROWS = 2000;

interface Column<Row> {
  readonly title: string;
  readonly number?: boolean;
  readonly text: (row: Row) => string;
  /** What the cell stands for in full. */
  readonly full?: (row: Row) => string;
}

function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): HTMLElement {
  const cell = ({ number, text, full }: Column<Row>, row: Row) =>
    element("td", { class: number ? "number" : "mono", ...(full ? { title: full(row) } : {}) }, text(row));
  const drawn = rows.slice(0, MAX_ROWS).map((row) => element("tr", {}, ...columns.map((column) => cell(column, row))));
  const head = columns.map(({ title, number }) => element("th", number ? { class: "number" } : {}, title));
  return element(
    "div",
    { class: "scroll" },
    element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...drawn)),
    rows.length > MAX_ROWS ? element("p", { class: "soft" }, `and ${count(rows.length - MAX_ROWS)} more`) : null,
  );
}

const TRANSACTION_COLUMNS: readonly Column<TransactionRow & { readonly index: number }>[] = [
  { title: "#", number: true, text: ({ index }) => count(index) },
  { title: "Hash", text: ({ hash }) => short(hash), full: ({ hash }) => hash },
  { title: "Type", text: ({ type }) => type },
  { title: "From", text: ({ from }) => (from === null ? "" : short(from)), full: ({ from }) => from ?? "" },
  { title: "To", text: ({ to }) => (to === null ? "creates" : short(to)), full: ({ to }) => to ?? "" },
  { title: "Value, ether", number: true, text: ({ value }) => ether(value), full: ({ value }) => `${value} wei` },
  { title: "Gas used", number: true, text: ({ gasUsed }) => (gasUsed === null ? "" : count(gasUsed)) },
  { title: "Logs", number: true, text: ({ logs }) => (logs === null ? "" : count(logs)) },
  { title: "Outcome", text: ({ succeeded }) => (succeeded === null ? "" : succeeded ? "ok" : "reverted") },
];

export function transactionTable(rows: readonly TransactionRow[]): HTMLElement {
  const numbered = rows.map((row, index) => ({ ...row, index }));
  return card(`Transactions: ${count(rows.length)}`, table(TRANSACTION_COLUMNS, numbered));
}

const ACCOUNT_COLUMNS: readonly Column<AccountRow>[] = [
  { title: "Address", text: ({ address }) => address },
  { title: "", text: ({ change }) => change },
  { title: "Balance after, ether", number: true, text: ({ balance }) => (balance === null ? "" : ether(balance)) },
  { title: "Nonce after", number: true, text: ({ nonce }) => (nonce === null ? "" : count(nonce)) },
  { title: "Slots touched", number: true, text: ({ slotsTouched }) => count(slotsTouched) },
  { title: "Slots changed", number: true, text: ({ slotsChanged }) => count(slotsChanged) },
];

export function accountTable(rows: readonly AccountRow[]): HTMLElement {
  const changed = rows.filter(({ change }) => change !== "read").length;
  const ordered = [...rows].sort((a, b) => Number(a.change === "read") - Number(b.change === "read"));
  return card(`Accounts: ${count(rows.length)} touched, ${count(changed)} changed`, table(ACCOUNT_COLUMNS, ordered));
}
