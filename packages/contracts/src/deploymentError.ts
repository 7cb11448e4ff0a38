/** A deployment that must not begin, or that did not go through. */
export class DeploymentError extends Error {
  override readonly name = "DeploymentError";
  /** Stable: SETTINGS, ROLES, CHAIN, REUSED, BALANCE, FACTORY, CODE, REVERTED, NOT_MINED, NODE, FILE. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}
