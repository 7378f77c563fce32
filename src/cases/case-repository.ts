import type { CaseFile, StepPlace } from './case-file.ts';
import type { ProcessVariables } from './process-commands.ts';

/** Reads and writes case files; every write is one atomic update of one document. */
export interface CaseRepository {
  /** @throws ProductError `not-found` */
  get(caseId: string): Promise<CaseFile>;
  find(caseId: string): Promise<CaseFile | undefined>;
  findBySignalRequest(requestId: string): Promise<CaseFile | undefined>;
  /** The next `C-<year>-<number>`; numbers are never given twice and may have gaps. */
  nextReference(year: number): Promise<string>;
  /** Adds a new case. @throws ProductError `request-id-reused` when its signal's request id exists already. */
  insert(caseFile: CaseFile): Promise<void>;
  /**
   * Applies a pure change to the newest version and stores it if nobody changed the case meanwhile; otherwise once more
   * with the newer version. A change that returns the same object writes nothing.
   *
   * @throws ProductError `case-changed` when others were first every time
   */
  change(caseId: string, change: (caseFile: CaseFile) => CaseFile): Promise<CaseFile>;
  /**
   * An automatic step: applies the rule once per job key, with a step record in the same update; a repeated delivery
   * gets the variables of the first.
   */
  applyStep(
    caseId: string,
    step: StepPlace & { readonly jobType: string },
    rule: (caseFile: CaseFile) => { readonly caseFile: CaseFile; readonly variables: ProcessVariables },
  ): Promise<ProcessVariables>;
  /** Cases with promises to the engine written before this moment, oldest first. */
  withOutbox(writtenBefore: Date, limit: number): Promise<readonly CaseFile[]>;
}
