import type { TextsLike } from '../../i18n/texts.ts';
import type nl from './nl.ts';

const en: TextsLike<typeof nl> = {
  title: 'Help',
  lead: 'This system supports the Dutch multidisciplinary case consultation on radicalisation: from signal to closure.',
  sections: {
    how: {
      title: 'How does it work?',
      items: [
        'Every step that a person must do comes as a task into the inbox of the organisation whose turn it is.',
        'You take a task. Your colleagues then see that you are working on it.',
        'You fill in the form and send it. The case goes on to the next step by itself.',
        'Automatic steps, such as counting votes, are done by the system.',
      ],
    },
    terms: {
      title: 'Terms',
      items: [
        'Terms count working days. Weekends and public holidays do not count.',
        'The terms are local policy. There is no statutory term.',
        'Is a task almost late? Then you get a reminder with the task.',
      ],
    },
    seen: {
      title: 'Who sees what?',
      items: [
        'You only see cases in which your organisation takes part, and only what you need for your task.',
        'In the screening you only see your own vote, until all three votes are in.',
        'The two risk assessors see each other’s judgement only when both are ready.',
        'After closing, the data is shielded at once.',
      ],
    },
    careful: {
      title: 'Filling in with care',
      items: [
        'Keep facts and your opinion apart.',
        'Write down only what the purpose needs.',
        'Explain with every choice why you make it.',
      ],
    },
  },
  words: {
    title: 'Words',
    items: [
      {
        word: 'Signal (signaal)',
        meaning: 'A concern about possible radicalisation of someone. A case begins with a signal.',
      },
      {
        word: 'Screening (weging)',
        meaning: 'Municipality, police and prosecution decide together whether a case is admitted.',
      },
      { word: 'Case manager (casusregisseur)', meaning: 'The person who leads and guards one case.' },
      {
        word: 'Risk assessment (risicotaxatie)',
        meaning: 'Two professionals judge risks and protection, each alone.',
      },
      {
        word: 'Integrated plan (plan van aanpak)',
        meaning: 'The goals and actions of one case, with who does what and when.',
      },
      { word: 'Review (evaluatie)', meaning: 'Looking whether the plan works: continue, adjust or close.' },
    ],
  },
  keyboard: {
    title: 'Working with the keyboard',
    text: 'Everything works with the keyboard. Tab goes to the next part, Enter chooses, the arrow keys switch between answers. Every page starts with a link ‘Skip to content’.',
  },
  version: 'Version {{version}}',
  accessibility: {
    title: 'Accessibility',
    lead: 'Everyone must be able to work with this system. We aim at WCAG 2.2, level AA.',
    doneTitle: 'What we do',
    done: [
      'Every page works with the keyboard and with a screen reader.',
      'Nothing is told by colour alone. Terms are also there in words.',
      'Every process diagram is also there as a list of steps.',
      'Errors in a form are in a list on top and with the field itself.',
      'Pages fit on a narrow screen and at 200% zoom. Movement follows the setting of your device.',
      'Every page is checked automatically with axe-core at every change.',
    ],
    knownTitle: 'What is not right yet',
    known: [
      'The process diagram itself cannot be read with a screen reader. Use the list of steps.',
      'The drawing tool for processes partly works with the mouse only.',
      'Texts from the case file and most names of steps are in Dutch only.',
      'No independent party has examined the system yet.',
    ],
    statementTitle: 'Statement',
    statement:
      'This is the beginning of an accessibility statement. The organisation that uses this system has it examined and publishes the full statement. That examination is needed at least every three years.',
    reportTitle: 'Does something not work?',
    report: 'Tell the administrator of your organisation which page it is and what you wanted to do.',
  },
};

export default en;
