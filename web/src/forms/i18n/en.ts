import type { TextsLike } from '../../i18n/texts.ts';
import type nl from './nl.ts';

const en: TextsLike<typeof nl> = {
  summary_one: 'There is {{count}} error. Correct it and send again.',
  summary_other: 'There are {{count}} errors. Correct them and send again.',
  titleCount_one: '({{count}} error) {{title}}',
  titleCount_other: '({{count}} errors) {{title}}',
  error: 'Error: ',
  optional: 'optional',
  choose: 'Choose',
  yes: 'Yes',
  no: 'No',
  special: 'May hold special categories of personal data. Write only what is necessary.',
  criminal: 'May hold criminal data. Write only what is necessary.',
  list: {
    add: 'Add: {{title}}',
    remove: 'Remove {{title}}',
    empty: 'Nothing added yet.',
    up: 'Move {{title}} up',
    down: 'Move {{title}} down',
  },
  characters: '{{count}} of {{limit}} characters',
  messages: {
    required: 'Fill this in.',
    requiredChoice: 'Make a choice.',
    requiredList: 'Add at least one.',
    minLength: 'Write at least {{limit}} characters.',
    maxLength: 'This is too long. Use at most {{limit}} characters.',
    minItems: 'Add at least {{limit}}.',
    minItemsChoice: 'Choose at least {{limit}}.',
    maxItems: 'Use at most {{limit}}.',
    uniqueItems: 'The same is here more than once.',
    choice: 'Choose one of the options.',
    other: 'Make another choice: this one is taken.',
    date: 'Enter a date that exists.',
    email: 'Enter a valid e-mail address, for example name@example.org.',
    minimum: 'Enter a number from {{limit}}.',
    maximum: 'Enter a number up to {{limit}}.',
    number: 'Enter a number.',
    form: 'This does not have the right form.',
    unknown: 'This is not right.',
  },
  unsaved: {
    title: 'You have not sent this yet',
    text: 'What you filled in is lost when you leave this page.',
    stay: 'Stay on this page',
    leave: 'Leave without sending',
  },
};

export default en;
