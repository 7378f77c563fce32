import type {
  CaseDetail,
  CompletedItem,
  Form,
  InboxItem,
  InboxItemDetail,
  InboxPage,
  Problem,
  Session,
  SignalRecorded,
} from '../contract/http.ts';

/** The API said no; carries its problem. */
export class ApiRefusal extends Error {
  readonly problem: Problem;

  constructor(method: string, path: string, problem: Problem) {
    super(`${method} ${path} answered ${problem.status} ${problem.code}: ${problem.detail}`);
    this.problem = problem;
  }
}

export interface ApiPerson {
  readonly email: string;
  readonly userId: string;
  /** One call with this person's token; signs in again once when the token has expired. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Open items of one case that this person can do, own ones first. */
  openItems(caseId: string): Promise<InboxItem[]>;
  readItem(itemId: string): Promise<InboxItemDetail>;
  claim(itemId: string): Promise<InboxItem>;
  complete(itemId: string, data: Record<string, unknown>): Promise<CompletedItem>;
  signalForm(): Promise<Form>;
  recordSignal(requestId: string, data: Record<string, unknown>): Promise<SignalRecorded>;
  readCase(caseId: string): Promise<CaseDetail>;
}

/** Signs a person in at the API, and does what the web app would do for them. */
export async function signIn(baseUrl: string, email: string, password: string): Promise<ApiPerson> {
  const request = async (method: string, path: string, body: unknown, token?: string): Promise<Response> =>
    fetch(`${baseUrl}/v1${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const read = async <T>(method: string, path: string, response: Response): Promise<T> => {
    const text = await response.text();
    if (!response.ok) throw new ApiRefusal(method, path, JSON.parse(text) as Problem);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  const openSession = async () =>
    read<Session>('POST', '/sessions', await request('POST', '/sessions', { email, password }));

  let session = await openSession();
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    let response = await request(method, path, body, session.accessToken);
    if (response.status === 401) {
      session = await openSession();
      response = await request(method, path, body, session.accessToken);
    }
    return read<T>(method, path, response);
  };
  const listed = async (list: 'mine' | 'unassigned', caseId: string): Promise<InboxItem[]> => {
    const found: InboxItem[] = [];
    for (let page = 1; ; page += 1) {
      const answer = await call<InboxPage>('GET', `/inbox-items?list=${list}&page=${page}&pageSize=100`);
      found.push(...answer.items.filter((item) => item.caseId === caseId && item.state === 'open'));
      if (page * answer.pageSize >= answer.total) return found;
    }
  };

  return {
    email,
    userId: session.user.userId,
    call,
    openItems: async (caseId) => [...(await listed('mine', caseId)), ...(await listed('unassigned', caseId))],
    readItem: (itemId) => call('GET', `/inbox-items/${itemId}`),
    claim: (itemId) => call('POST', `/inbox-items/${itemId}/claim`),
    complete: (itemId, data) => call('POST', `/inbox-items/${itemId}/complete`, { data }),
    signalForm: () => call('GET', '/forms/case-signal'),
    recordSignal: (requestId, data) => call('POST', '/cases', { requestId, data }),
    readCase: (caseId) => call('GET', `/cases/${caseId}`),
  };
}
