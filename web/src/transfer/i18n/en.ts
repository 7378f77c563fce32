import type { TextsLike } from '../../i18n/texts.ts';
import type nl from './nl.ts';

const en: TextsLike<typeof nl> = {
  title: 'Transfer to another municipality, case {{reference}}',
  lead: 'Every organisation that supplied something says what may move. Then the chair of the other consultation decides. Only then the case closes here. There it begins anew, with only what may move.',
  given: 'Proposed transfers',
  none: 'No transfer has been proposed yet.',
  to: 'To {{municipality}}',
  proposed: 'Proposed on {{date}} by {{partner}}',
  reason: 'Why',
  answer: 'Explanation',
  states: {
    consent: 'Waiting for the consent of who supplied something',
    offered: 'Waiting for the other consultation',
    accepted: 'Accepted: the case is being transferred',
    moved: 'Transferred',
    'no-consent': 'Not transferred: no consent for the first signal',
    declined: 'Not transferred: the other consultation does not take the case',
    expired: 'Not transferred: no answer in time',
    withdrawn: 'Withdrawn',
  },
  consents: 'Consent per organisation',
  waiting_one: '{{partner}}: no answer yet, asked about {{count}} part',
  waiting_other: '{{partner}}: no answer yet, asked about {{count}} parts',
  consented: '{{partner}}: of {{asked}} may move: {{consented}}',
  withdraw: {
    open: 'Withdraw this transfer',
    reason: 'Why do you withdraw the transfer?',
    text: 'The case then stays here. Steps of this transfer lapse.',
    send: 'Withdraw',
    sending: 'Withdrawing…',
    failed: 'The transfer was not withdrawn',
    conflict: 'This transfer was accepted already or has ended. Reload the page.',
    done: 'The transfer was withdrawn. The case stays here.',
  },
  propose: {
    sent: 'The transfer was proposed',
    sentText: 'Who supplied something gets a task. Until the transfer is complete the case goes on here.',
    form: {
      submit: 'Propose the transfer',
      submitting: 'Proposing…',
      failed: 'The transfer was not proposed',
      kept: 'What you filled in is still in the form.',
      conflict: 'The case cannot be transferred now. A transfer may be under way.',
      alreadyRecorded: 'An earlier attempt succeeded after all.',
    },
  },
};
export default en;
