import { isReadyReviewer } from './accountability-rules.ts';
import type { Rules } from './rule.ts';

/** What is left of destroyed cases; the list holds only those of the casusoverleg that the reviewer is designated for. */
export interface RetentionResources {
  'destruction-certificate.list': undefined;
}

export const retentionRules: Rules<RetentionResources> = {
  'destruction-certificate.list': isReadyReviewer,
};
