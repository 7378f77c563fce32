import type { Operation } from '../operation.ts';
import { listMeetings } from './list-meetings.ts';
import { planMeeting } from './plan-meeting.ts';
import { readMeeting } from './read-meeting.ts';
import { readMeetingMark } from './read-meeting-mark.ts';
import { listCandidates } from './list-candidates.ts';
import { addToAgenda } from './add-to-agenda.ts';
import { removeFromAgenda } from './remove-from-agenda.ts';
import { moveOnAgenda } from './move-on-agenda.ts';
import { startMeeting } from './start-meeting.ts';
import { choosePassword } from './choose-password.ts';
import { closeMeeting } from './close-meeting.ts';
import { cancelMeeting } from './cancel-meeting.ts';
import { readMeetingNotices } from './read-meeting-notices.ts';
import { requestAgenda } from './request-agenda.ts';
import { readMeetingItem } from './read-meeting-item.ts';
import { readMeetingForm } from './read-meeting-form.ts';
import { recordAttendance } from './record-attendance.ts';
import { recordInterpretation } from './record-interpretation.ts';
import { correctInterpretation } from './correct-interpretation.ts';
import { removeInterpretation } from './remove-interpretation.ts';
import { recordDecision } from './record-decision.ts';
import { correctDecision } from './correct-decision.ts';
import { withdrawDecision } from './withdraw-decision.ts';
import { printMinutes } from './print-minutes.ts';
import { acknowledgeSecrecy } from './acknowledge-secrecy.ts';
import { addSignal } from './add-signal.ts';
import { breakGlass } from './break-glass.ts';
import { changeAccount } from './change-account.ts';
import { answerProvidedQuestion } from './answer-provided-question.ts';
import { claimInboxItem } from './claim-inbox-item.ts';
import { completeInboxItem } from './complete-inbox-item.ts';
import { createAccount } from './create-account.ts';
import { correctInformation } from './correct-information.ts';
import { deployProcess } from './deploy-process.ts';
import { disableAccount } from './disable-account.ts';
import { explainCaseAccess } from './explain-case-access.ts';
import { listAccounts } from './list-accounts.ts';
import { handOverCase } from './hand-over-case.ts';
import { listCases } from './list-cases.ts';
import { listConsultations } from './list-consultations.ts';
import { listDestructionCertificates } from './list-destruction-certificates.ts';
import { listInboxItems } from './list-inbox-items.ts';
import { listPartners } from './list-partners.ts';
import { listProcessDefinitions } from './list-process-definitions.ts';
import { listProvidedPackages } from './list-provided-packages.ts';
import { openCase } from './open-case.ts';
import { readAccount } from './read-account.ts';
import { readAccessLog } from './read-access-log.ts';
import { previewProvision } from './preview-provision.ts';
import { printAccess } from './print-access.ts';
import { proposeProvision } from './propose-provision.ts';
import { readApiDescription } from './read-api-description.ts';
import { readCaseDevelopment } from './read-case-development.ts';
import { readCaseDiagram } from './read-case-diagram.ts';
import { readCasePerson } from './read-case-person.ts';
import { readCase } from './read-case.ts';
import { readCorrectionForm } from './read-correction-form.ts';
import { readDashboard } from './read-dashboard.ts';
import { readHandoverForm } from './read-handover-form.ts';
import { readInboxItem } from './read-inbox-item.ts';
import { readInformation } from './read-information.ts';
import { readMe } from './read-me.ts';
import { readProcessingRegister } from './read-processing-register.ts';
import { readPersonForm } from './read-person-form.ts';
import { readProcessVersion } from './read-process-version.ts';
import { readProductInfo } from './read-product-info.ts';
import { readSecrecy } from './read-secrecy.ts';
import { readProvisions } from './read-provisions.ts';
import { readSignalForm } from './read-signal-form.ts';
import { proposeTransfer } from './propose-transfer.ts';
import { readTransferForm } from './read-transfer-form.ts';
import { readTransfers } from './read-transfers.ts';
import { readYearlyReport } from './read-yearly-report.ts';
import { recordRightsRequest } from './record-rights-request.ts';
import { refreshSession } from './refresh-session.ts';
import { releaseInboxItem } from './release-inbox-item.ts';
import { reportDataBreach } from './report-data-breach.ts';
import { reportLapse } from './report-lapse.ts';
import { requestReview } from './request-review.ts';
import { reviewLawfulness } from './review-lawfulness.ts';
import { setTemporaryPassword } from './set-temporary-password.ts';
import { signIn } from './sign-in.ts';
import { signInExternal } from './sign-in-external.ts';
import { signOut } from './sign-out.ts';
import { signOutExternal } from './sign-out-external.ts';
import { withdrawTransfer } from './withdraw-transfer.ts';

/** Every operation of the API, in the order of its description. */
export const operations: readonly Operation[] = [
  readProductInfo,
  readApiDescription,
  signIn,
  refreshSession,
  signOut,
  choosePassword,
  readMe,
  listPartners,
  listInboxItems,
  readInboxItem,
  claimInboxItem,
  releaseInboxItem,
  completeInboxItem,
  readSignalForm,
  listCases,
  openCase,
  readCase,
  explainCaseAccess,
  breakGlass,
  addSignal,
  requestReview,
  readHandoverForm,
  handOverCase,
  readTransfers,
  readTransferForm,
  proposeTransfer,
  withdrawTransfer,
  readCaseDevelopment,
  readCaseDiagram,
  readCasePerson,
  readPersonForm,
  reportLapse,
  readInformation,
  readCorrectionForm,
  correctInformation,
  recordRightsRequest,
  printAccess,
  reportDataBreach,
  readProvisions,
  proposeProvision,
  previewProvision,
  listMeetings,
  planMeeting,
  readMeeting,
  readMeetingMark,
  listCandidates,
  addToAgenda,
  removeFromAgenda,
  moveOnAgenda,
  startMeeting,
  closeMeeting,
  cancelMeeting,
  readMeetingNotices,
  requestAgenda,
  readMeetingItem,
  readMeetingForm,
  recordAttendance,
  recordInterpretation,
  correctInterpretation,
  removeInterpretation,
  recordDecision,
  correctDecision,
  withdrawDecision,
  printMinutes,
  listProcessDefinitions,
  readProcessVersion,
  deployProcess,
  readDashboard,
  readSecrecy,
  acknowledgeSecrecy,
  listAccounts,
  createAccount,
  readAccount,
  changeAccount,
  setTemporaryPassword,
  disableAccount,
  listConsultations,
  readYearlyReport,
  readAccessLog,
  reviewLawfulness,
  readProcessingRegister,
  signInExternal,
  signOutExternal,
  listProvidedPackages,
  answerProvidedQuestion,
  listDestructionCertificates,
];
