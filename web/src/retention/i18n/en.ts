import type { TextsLike } from '../../i18n/texts.ts';
import type nl from './nl.ts';

export default {
  title: 'Destroyed cases',
  lead: 'Of a destroyed case only this certificate is left. It holds no data about the people concerned.',
  empty: 'No case has been destroyed yet.',
  ended: { closed: 'Closed on', 'not-admitted': 'Not admitted on' },
  openedAt: 'Opened on',
  destroyedAt: 'Destroyed on',
  destroyBefore: 'Latest date',
  municipality: 'Municipality',
  decidedBy: 'Decided by',
  approvedBy: 'Approved by',
  recipients: 'Organisations that had data',
  choice: {
    destroyed: 'destroyed its own data',
    'nothing-kept': 'had kept nothing',
    'own-ground': 'keeps data on a ground of its own',
    open: 'has not answered yet',
  },
  backups: 'Backups with this data',
  until: 'until {{date}}',
  noBackups: 'No backups are configured.',
} satisfies TextsLike<typeof nl>;
