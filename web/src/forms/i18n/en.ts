import type { TextsLike } from '../../i18n/texts.ts';
import type nl from './nl.ts';

const en: TextsLike<typeof nl> = { title: 'forms' };

export default en;
