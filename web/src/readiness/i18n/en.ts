import type { TextsLike } from '../../i18n/texts.ts';
import type nl from './nl.ts';

export default {
  title: 'You cannot work on cases yet',
  lead: 'Only people who are designated for it and meet all requirements see cases.',
  missing: 'Still missing',
  gaps: {
    designation: 'You are not designated for a case consultation.',
    secrecy: 'You have not acknowledged secrecy yet. You do that below.',
    training: 'No valid training of yours is known.',
    screening: 'No valid screening of yours is known.',
  },
  askAdministrator: 'Ask your administrator to complete what you cannot do yourself.',
  secrecy: 'Secrecy',
  agree: 'I have read this and will keep to it.',
  agreeFirst: 'Tick that you have read this and will keep to it.',
  confirm: 'Confirm',
  confirming: 'Confirming…',
  failed: 'Confirming failed',
  newText: 'There is a new text. Reload the page and read it.',
} satisfies TextsLike<typeof nl>;
