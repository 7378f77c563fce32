import type { TextsLike } from '../../i18n/texts.ts';
import type nl from './nl.ts';

const en: TextsLike<typeof nl> = {
  title: 'Deadlines overview',
  asOf: 'As of {{time}}',
  refresh: 'Refresh',
  refreshed: 'Refreshed. As of {{time}}.',
  automatic: 'This overview refreshes itself every minute.',
  refreshFailed: 'Refreshing did not work. You see the situation of {{time}}.',
  totals: 'All open steps',
  open: 'Open',
  openHint: 'Steps that still have to be done.',
  dueSoon: 'Almost late',
  dueSoonHint_one: 'The term ends within {{count}} working day.',
  dueSoonHint_other: 'The term ends within {{count}} working days.',
  overdue: 'Late',
  overdueHint: 'The term has passed.',
  hidden: 'hidden',
  nothingToShow: 'The numbers are too small to show.',
  view: { label: 'Show as', chart: 'Chart', table: 'Table' },
  perStep: {
    title: 'Per step',
    column: 'Step',
    table: 'Open steps per kind of step, with how late they are',
    empty: 'There are no open steps.',
  },
  perPartner: {
    title: 'Per organisation',
    column: 'Organisation',
    table: 'Open steps per organisation, with how late they are',
    empty: 'There are no open steps.',
  },
  chart: {
    caption: 'Steps that are late, by the number of working days late',
    legend: 'Working days late',
    undivided: 'how late is hidden',
    none: 'Nothing is late.',
    row: '{{name}}: {{overdue}} late',
    rowHidden: '{{name}}: how many are late is hidden',
    rowBuckets: '{{name}}: {{overdue}} late, of which {{buckets}}',
    bucket: '{{steps}} by {{days}} working days',
    undividedPart: '{{steps}} by a hidden number of days',
  },
  buckets: { '0-2': '0–2', '3-5': '3–5', '6-10': '6–10', '>10': 'more than 10' },
  ageing: 'Working days late',
  days: '{{days}} working days late',
  about: {
    title: 'What is counted here?',
    what: 'Every open step counts once: with the organisation of the person who took it, or else with the organisation that has to take it.',
    days: 'Lateness is counted in working days after the last date, without weekends and holidays. 0–2 means: at most 2 working days late.',
    hidden:
      'Numbers from 1 to {{last}} are hidden, so that nobody can tell from a small number whom it is about. Sometimes another number is hidden too, because the small one could otherwise be worked out.',
    people: 'This overview has no names of people and no data from cases.',
  },
};

export default en;
