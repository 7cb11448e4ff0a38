// Blocks that delete a slot whose sibling they do not touch, of every shape, as deep as one likes.
import { Hardfork, SENDERS, World } from "../blocks/world.ts";
import { createAddress, deploying, STORE_PAIRS, word } from "./contracts.ts";
import { KeyFinder } from "./keyFinder.ts";
import { WorldNode } from "./worldNode.ts";

type Hex = `0x${string}`;
/** What stands beside the deleted key. */
export type Shape = "leaf" | "extension" | "branch";

const slots = new KeyFinder((i) => word(100_000 + i), 120_000);

export const pairs = (keys: readonly string[], value: number): Hex =>
  `0x${keys.map((key) => key + word(value)).join("")}`;

export class CollapseWorld {
  readonly world: World;
  readonly node: WorldNode;

  private constructor(world: World) {
    this.world = world;
    this.node = new WorldNode(world);
  }

  static async open(): Promise<CollapseWorld> {
    return new CollapseWorld(await World.open(Hardfork.Prague));
  }

  /** A block of these transactions. @returns the addresses that they may have created */
  async build(...transactions: Record<string, unknown>[]): Promise<Hex[]> {
    const created: Hex[] = [];
    await this.world.build([], async (offer) => {
      for (const data of transactions) {
        const signed = await this.world.transaction(0, {
          type: 2,
          gasLimit: 3_000_000n,
          maxFeePerGas: 10n ** 10n,
          maxPriorityFeePerGas: 1n,
          ...data,
        } as never);
        created.push(createAddress(SENDERS[0]!, signed.nonce));
        if (!(await offer(signed))) throw new Error("a transaction was refused");
      }
    });
    return created;
  }

  /** Keys for a branch `depth` nibbles below the root: one to delete, and those beside it. */
  keysFor(finder: KeyFinder, depth: number, shape: Shape): { deleted: string; beside: string[] } {
    if (shape === "leaf") {
      const [deleted, other] = finder.sharing(depth, 2);
      return { deleted: deleted!, beside: [other!] };
    }
    // The two share one nibble more than the deleted key has with them; under an extension some more.
    return finder.besidePair(depth, shape === "branch" ? 1 : 2);
  }

  /** Fills a new storage and deletes the one slot, in a block of its own. @returns the block's number */
  async storage(depth: number, shape: Shape): Promise<bigint> {
    const { deleted, beside } = this.keysFor(slots, depth, shape);
    const [store] = (await this.build({ data: `0x${deploying(STORE_PAIRS)}` })) as [Hex];
    // One slot far away keeps the root a branch, so that what collapses is below it.
    const all = [deleted, ...beside, ...(depth === 0 ? [] : [slots.outside(deleted)])];
    await this.build({ to: store, data: pairs(all, 7) });
    await this.build({ to: store, data: pairs([deleted], 0) });
    this.node.slots.set(store, new Set(all.map((key) => `0x${key}` as const)));
    return this.world.parent.header.number;
  }

  /** Two slots side by side, one near them and one far away; a block that deletes one of the two and the near one. */
  async twoCollapses(): Promise<bigint> {
    const [a, b] = slots.sharing(2, 2) as [string, string];
    const [store] = (await this.build({ data: `0x${deploying(STORE_PAIRS)}` })) as [Hex];
    const near = slots.withPrefix(a, 1).find((key) => key !== a && key !== b)!;
    await this.build({ to: store, data: pairs([a, b, near, slots.outside(a)], 7) });
    await this.build({ to: store, data: pairs([a, near], 0) });
    return this.world.parent.header.number;
  }
}
