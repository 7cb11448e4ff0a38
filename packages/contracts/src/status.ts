// Names of the state machines, in the contracts' order.

/** Index: what `ValidatorManager.getStatus` returns. */
export const VALIDATOR_STATUS = ["NONE", "EXITED", "REGISTERED", "READY", "INACTIVE", "ACTIVE"] as const;
export type ValidatorStatus = (typeof VALIDATOR_STATUS)[number];

/** Index: what `Colosseum.getStatus` returns. */
export const CHALLENGE_STATUS = [
  "NONE",
  "CHALLENGER_TURN",
  "ASSERTER_TURN",
  "CHALLENGER_TIMEOUT",
  "ASSERTER_TIMEOUT",
  "READY_TO_PROVE",
] as const;
export type ChallengeStatus = (typeof CHALLENGE_STATUS)[number];

/** What `ValidatorManager.nextValidator` returns while every active validator may submit. */
export const PUBLIC_ROUND_VALIDATOR = "0xffffffffffffffffffffffffffffffffffffffff";
