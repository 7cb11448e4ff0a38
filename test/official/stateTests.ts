// State tests: one transaction on a pre-state; what must come out is the post-state's root and the hash of the logs.

import { allowedCodes } from "./exceptions.ts";
import { bytesOf } from "./hexFields.ts";
import { listBytes } from "./listBytes.ts";
import type { StateTestOutcome } from "./machine.ts";
import { networkConfiguration } from "./networks.ts";
import type { OfficialCore } from "./officialCore.ts";
import { buildState } from "./prestate.ts";
import { type CaseResult, caseOf } from "./result.ts";
import { encodeEnvironment, readStateTests, type StateTestPost } from "./stateTestFile.ts";

/** Why the outcome is not what the post says; null when it is. */
function judge(post: StateTestPost, outcome: StateTestOutcome): string | null {
  const { refusal } = outcome;
  if (post.exceptions === null && refusal) return `refused: ${refusal.name}, ${refusal.message}`;
  if (post.exceptions !== null && post.exceptions !== "unnamed") {
    if (!refusal) return `executed, though it must be refused with ${post.exceptions.join(" or ")}`;
    if (!allowedCodes(post.exceptions, post.id).has(refusal.name)) {
      return `refused with ${refusal.name} instead of ${post.exceptions.join(" or ")}`;
    }
  }
  if (outcome.stateRoot !== post.stateRoot) {
    return `state root ${outcome.stateRoot}, expected ${post.stateRoot}${refusal ? ` (${refusal.name})` : ""}`;
  }
  if (outcome.logsHash !== post.logsHash) return `logs ${outcome.logsHash}, expected ${post.logsHash}`;
  return null;
}

export function runStateTests(json: unknown, core: OfficialCore, wanted: (id: string) => boolean): CaseResult[] {
  const results: CaseResult[] = [];
  for (const test of readStateTests(json)) {
    const posts = test.posts.filter((post) => wanted(post.id));
    if (posts.length === 0) continue;
    // One pre-state serves every post of the test.
    const state = buildState(core.blocks, test.alloc);
    const nodes = listBytes(state.nodes);
    const codes = listBytes(state.codes);
    for (const post of posts) {
      results.push(
        caseOf(post.id, post.network, () => {
          const environment = encodeEnvironment(test.env, post, bytesOf(state.root));
          const configuration = networkConfiguration(post.network);
          return judge(post, core.states.run({ configuration, nodes, codes, environment }));
        }),
      );
    }
  }
  return results;
}
