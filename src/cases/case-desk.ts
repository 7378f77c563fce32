import type { CaseDetail, CasePage, Form, SignalAdded, SignalRecorded } from '../contract/http.ts';
import type { FormData } from './case-file.ts';
import type { User } from './people.ts';

/**
 * What people do with whole cases: record a signal, look at their cases, add a signal, ask for a review. Every method
 * asks the access policy first.
 */
export interface CaseDesk {
  /** The form with which a signal is recorded, choices filled in. */
  signalForm(user: User, language?: 'nl' | 'en'): Form;
  /** Opens a case with its first signal; a repeat with the same request id opens no second one. */
  openCase(
    user: User,
    request: { readonly requestId: string; readonly data: FormData },
  ): Promise<SignalRecorded>;
  list(user: User, query: { readonly page: number; readonly pageSize: number }): Promise<CasePage>;
  read(user: User, caseId: string): Promise<CaseDetail>;
  /** A further signal on a running case: brought to the case manager without stopping the flow. */
  addSignal(
    user: User,
    caseId: string,
    request: { readonly requestId: string; readonly data: FormData },
  ): Promise<SignalAdded>;
  /** Asks for a review before its planned date. @throws ProductError `rule-refused` outside monitoring */
  requestReview(user: User, caseId: string, request: { readonly reason: string }): Promise<void>;
  /** Process id and version of the diagrams that belong to this case and that the user may see. */
  diagramsOf(user: User, caseId: string): Promise<readonly { processId: string; version: number }[]>;
}
