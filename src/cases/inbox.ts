import type { CompletedItem, InboxItemDetail, InboxPage } from '../contract/http.ts';
import type { InboxItem } from './inbox-item.ts';
import type { FormData } from './case-file.ts';
import type { User } from './people.ts';

export interface InboxQuery {
  readonly list: 'mine' | 'unassigned' | 'done';
  /** Counts from 1. */
  readonly page: number;
  readonly pageSize: number;
  /** Language of form labels. Default `nl`. */
  readonly language?: 'nl' | 'en';
}

/**
 * The task inbox as people use it. Every method asks the access policy first: what a user may not know exists is
 * `not-found`, what they may see but not do is `not-permitted`.
 */
export interface Inbox {
  list(user: User, query: InboxQuery): Promise<InboxPage>;
  read(user: User, itemId: string, language?: 'nl' | 'en'): Promise<InboxItemDetail>;
  /** Makes it mine; repeating is fine. @throws ProductError `item-taken`, `item-not-open` */
  claim(user: User, itemId: string): Promise<InboxItemDetail['item']>;
  /** Gives it back to the candidates. @throws ProductError `item-not-open` */
  release(user: User, itemId: string): Promise<InboxItemDetail['item']>;
  /**
   * Completes a human step: validates the data, applies the form's rule to the case file, tells the engine.
   * Repeating it with the same data gives the first answer. When the engine is away the answer is kept and delivered
   * later (the item stays `submitted`).
   *
   * @throws ProductError `invalid-form` with a pointer per field, `already-submitted`, `item-taken`, `item-not-open`,
   *   `item-withdrawn`, `rule-refused`
   */
  submitItem(request: {
    readonly itemId: string;
    readonly user: User;
    readonly data: FormData;
  }): Promise<CompletedItem>;
  /** The stored item; for progress and tests. */
  itemsOfCase(caseId: string): Promise<readonly InboxItem[]>;
}
