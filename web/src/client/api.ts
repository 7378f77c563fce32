import type {
  Account,
  AccountPage,
  CaseDetail,
  ChangeAccount,
  ConsultationList,
  ChoosePassword,
  DisableAccount,
  NewAccount,
  Person,
  Secrecy,
  CasePage,
  CompletedItem,
  Dashboard,
  DeployProcess,
  Form,
  InboxItemDetail,
  InboxPage,
  PartnerList,
  ProcessDefinitionList,
  ProcessVersion,
  ProcessXml,
  ProductInfo,
  RecordSignal,
  RequestReview,
  Session,
  SignIn,
  TemporaryPassword,
  SignalAdded,
  SignalRecorded,
  inboxLists,
  CorrectInformation,
  InformationRegister,
  DestructionCertificatePage,
} from '../../../src/contract/index.ts';
import type { CaseDevelopment } from '../../../src/contract/taxation.ts';
import { request } from './http.ts';
import { beginSession, endSession, renewUser } from './session.ts';

export type InboxList = (typeof inboxLists)[number];

const segment = encodeURIComponent;
const withSignal = (signal?: AbortSignal) => (signal ? { signal } : {});

/** The operations of the HTTP API, one function each; bodies are those of the contract. All throw ProblemError. */
export const api = {
  productInfo: (signal?: AbortSignal) => request<ProductInfo>('/v1/product-info', withSignal(signal)),

  signIn: async (body: SignIn): Promise<Session> => {
    const session = await request<Session>('/v1/sessions', { method: 'POST', body });
    beginSession(session);
    return session;
  },

  /** No session follows; who had one signs in again. */
  choosePassword: (body: ChoosePassword) => request<void>('/v1/passwords', { method: 'POST', body }),

  signOut: async (): Promise<void> => {
    await request<void>('/v1/sessions/current', { method: 'DELETE' });
    endSession();
  },

  partners: (signal?: AbortSignal) => request<PartnerList>('/v1/partners', withSignal(signal)),

  inboxItems: (list: InboxList, page: number, pageSize: number, signal?: AbortSignal) =>
    request<InboxPage>(`/v1/inbox-items?list=${list}&page=${page}&pageSize=${pageSize}`, withSignal(signal)),

  inboxItem: (itemId: string, signal?: AbortSignal) =>
    request<InboxItemDetail>(`/v1/inbox-items/${segment(itemId)}`, withSignal(signal)),

  claimItem: (itemId: string) =>
    request<unknown>(`/v1/inbox-items/${segment(itemId)}/claim`, { method: 'POST' }),

  releaseItem: (itemId: string) =>
    request<unknown>(`/v1/inbox-items/${segment(itemId)}/release`, { method: 'POST' }),

  completeItem: (itemId: string, data: Record<string, unknown>) =>
    request<CompletedItem>(`/v1/inbox-items/${segment(itemId)}/complete`, { method: 'POST', body: { data } }),

  signalForm: (signal?: AbortSignal) => request<Form>('/v1/forms/case-signal', withSignal(signal)),

  cases: (page: number, pageSize: number, signal?: AbortSignal) =>
    request<CasePage>(`/v1/cases?page=${page}&pageSize=${pageSize}`, withSignal(signal)),

  openCase: (body: RecordSignal) => request<SignalRecorded>('/v1/cases', { method: 'POST', body }),

  caseDetail: (caseId: string, signal?: AbortSignal) =>
    request<CaseDetail>(`/v1/cases/${segment(caseId)}`, withSignal(signal)),

  handoverForm: (caseId: string, signal?: AbortSignal) =>
    request<Form>(`/v1/cases/${segment(caseId)}/handover-form`, withSignal(signal)),

  handOverCase: (caseId: string, body: RecordSignal) =>
    request<void>(`/v1/cases/${segment(caseId)}/handovers`, { method: 'POST', body }),

  caseDevelopment: (caseId: string, signal?: AbortSignal) =>
    request<CaseDevelopment>(`/v1/cases/${segment(caseId)}/development`, withSignal(signal)),

  information: (caseId: string, signal?: AbortSignal) =>
    request<InformationRegister>(`/v1/cases/${segment(caseId)}/information`, withSignal(signal)),

  correctionForm: (caseId: string, informationId: string, signal?: AbortSignal) =>
    request<Form>(
      `/v1/cases/${segment(caseId)}/information/${segment(informationId)}/correction-form`,
      withSignal(signal),
    ),

  correctInformation: (caseId: string, informationId: string, body: CorrectInformation) =>
    request<void>(`/v1/cases/${segment(caseId)}/information/${segment(informationId)}/corrections`, {
      method: 'POST',
      body,
    }),

  addSignal: (caseId: string, body: RecordSignal) =>
    request<SignalAdded>(`/v1/cases/${segment(caseId)}/signals`, { method: 'POST', body }),

  requestReview: (caseId: string, body: RequestReview) =>
    request<unknown>(`/v1/cases/${segment(caseId)}/review-requests`, { method: 'POST', body }),

  caseProcessXml: (caseId: string, processId: string, version: number, signal?: AbortSignal) =>
    request<ProcessXml>(
      `/v1/cases/${segment(caseId)}/processes/${segment(processId)}/versions/${version}`,
      withSignal(signal),
    ),

  processDefinitions: (signal?: AbortSignal) =>
    request<ProcessDefinitionList>('/v1/process-definitions', withSignal(signal)),

  processXml: (processId: string, version: number, signal?: AbortSignal) =>
    request<ProcessXml>(
      `/v1/process-definitions/${segment(processId)}/versions/${version}`,
      withSignal(signal),
    ),

  deployProcess: (body: DeployProcess) =>
    request<ProcessVersion>('/v1/process-definitions', { method: 'POST', body }),

  destructionCertificates: (page: number, pageSize: number, signal?: AbortSignal) =>
    request<DestructionCertificatePage>(
      `/v1/destruction-certificates?page=${page}&pageSize=${pageSize}`,
      withSignal(signal),
    ),

  dashboard: (signal?: AbortSignal) => request<Dashboard>('/v1/dashboard', withSignal(signal)),

  secrecy: (signal?: AbortSignal) => request<Secrecy>('/v1/me/secrecy', withSignal(signal)),

  acknowledgeSecrecy: async (version: string): Promise<void> => {
    renewUser(await request<Person>('/v1/me/secrecy', { method: 'POST', body: { version } }));
  },

  accounts: (page: number, pageSize: number, signal?: AbortSignal) =>
    request<AccountPage>(`/v1/accounts?page=${page}&pageSize=${pageSize}`, withSignal(signal)),

  account: (userId: string, signal?: AbortSignal) =>
    request<Account>(`/v1/accounts/${segment(userId)}`, withSignal(signal)),

  createAccount: (body: NewAccount) => request<Account>('/v1/accounts', { method: 'POST', body }),

  changeAccount: (userId: string, body: ChangeAccount) =>
    request<Account>(`/v1/accounts/${segment(userId)}`, { method: 'POST', body }),

  setTemporaryPassword: (userId: string, body: TemporaryPassword) =>
    request<Account>(`/v1/accounts/${segment(userId)}/temporary-password`, { method: 'POST', body }),

  disableAccount: (userId: string, body: DisableAccount) =>
    request<Account>(`/v1/accounts/${segment(userId)}/disable`, { method: 'POST', body }),

  consultations: (signal?: AbortSignal) => request<ConsultationList>('/v1/consultations', withSignal(signal)),
};

/** An id for a request that must not happen twice; repeat the same id when trying the same thing again. */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
