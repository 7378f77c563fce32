import { translateIn, type Language } from './translation.ts';

/** Findings whose whole text is fixed. */
const sentences: Record<string, string> = {
  'Process is missing start event': 'Het proces heeft geen startgebeurtenis.',
  'Sub process is missing start event': 'Het deelproces heeft geen startgebeurtenis.',
  'Process has multiple blank start events': 'Het proces heeft meer dan één lege startgebeurtenis.',
  'Sub process has multiple blank start events': 'Het deelproces heeft meer dan één lege startgebeurtenis.',
  'Start event must be blank': 'De startgebeurtenis van een deelproces moet leeg zijn.',
  'Start event is missing event definition':
    'Kies waardoor dit deelproces begint: een bericht, timer of fout.',
  'SequenceFlow is a duplicate': 'Deze pijl staat er dubbel.',
  'Duplicate outgoing sequence flows': 'Uit dit element gaan dubbele pijlen.',
  'Duplicate incoming sequence flows': 'Naar dit element gaan dubbele pijlen.',
  'A <Process> must be <Executable>': 'Zet het proces op uitvoerbaar.',
  'One <Process> must be <Executable>': 'Zet één proces op uitvoerbaar.',
  'An <Event-based Gateway> must have at least 2 outgoing <Sequence Flows>':
    'Na ‘wachten op eerste gebeurtenis’ horen minstens twee pijlen.',
  'A <Sequence Flow> outgoing from an <Event-based Gateway> must not be conditional':
    'Een pijl na ‘wachten op eerste gebeurtenis’ mag geen voorwaarde hebben.',
  'Link event is missing link name': 'Deze sprong heeft geen naam.',
  'Unparsable FEEL expression.': 'Deze FEEL-expressie klopt niet.',
  'Cannot be an expression.': 'Dit mag geen expressie zijn.',
  'Process must be executable.': 'Zet het proces op uitvoerbaar.',
  'One process must be executable.': 'Zet één proces op uitvoerbaar.',
  'Must be checked.': 'Zet dit aan.',
  'Must be unique.': 'Dit moet uniek zijn.',
  'Must be defined.': 'Vul dit in.',
  'Must be a valid variable name.': 'Dit is geen goede naam voor een variabele.',
  'Must be an expression, or an ISO 8601 date.': 'Vul een expressie of een datum volgens ISO 8601 in.',
  'Must be an expression, or an ISO 8601 interval.': 'Vul een expressie of een duur volgens ISO 8601 in.',
  'Must be an ISO 8601 date.': 'Vul een datum volgens ISO 8601 in.',
  'Must be an expression, an ISO 8601 repeating interval, or a cron expression.':
    'Vul een expressie, een herhaling volgens ISO 8601 of een cron-expressie in.',
};

/** Findings built around names of elements and fields; what the brackets of the expression catch goes to the sentence. */
const patterns: readonly (readonly [RegExp, (...caught: string[]) => string])[] = [
  [
    /^An? <([^>]+)> must have a defined <([^>]+)> or be the default <Sequence Flow>$/,
    (type, field) => `${type}: vul ‘${field}’ in of maak er de standaardpijl van.`,
  ],
  [
    /^An? <([^>]+)> with <[^>]+> must have a defined <([^>]+)>/,
    (type, field) => `${type}: vul ‘${field}’ in.`,
  ],
  [
    /^An? <([^>]+)> (?:must|should) have a (?:defined )?<([^>]+)>/,
    (type, field) => `${type}: vul ‘${field}’ in.`,
  ],
  [
    /^An? <([^>]+)> with two or more <Headers> with the same <Key> \((.+)\) is not supported$/,
    (type, key) => `${type}: het kenmerk ‘${key}’ staat er meer dan één keer.`,
  ],
  [
    /^An? <([^>]+)>.* is only supported by (.+) or newer$/,
    (type, level) => `${type}: dit werkt pas vanaf ${level}.`,
  ],
  [/^An? <([^>]+)>.* is not supported by (.+)$/, (type, level) => `${type}: dit werkt niet in ${level}.`],
  [
    /^Property <([^>]+)> is not a valid FEEL expression$/,
    (field) => `De FEEL-expressie bij ‘${field}’ klopt niet.`,
  ],
  // Stands directly below the field.
  [/^(.+) must be defined\.$/, () => 'Vul dit in.'],
];

/** Fields that the findings call otherwise than the properties panel does. */
const fieldNames: Record<string, string> = {
  'Task definition type': 'Job type',
  'Message Reference': 'Global message reference',
  'Signal Reference': 'Global signal reference',
  'Error Reference': 'Global error reference',
  'Error code': 'Code',
  'Timer type': 'Timer',
};

/**
 * A finding of the linter, or its short form at a field of the properties panel, in the language of the interface. A text
 * without a translation stays English.
 */
export function translateFinding(message: string, language: Language): string {
  if (language === 'en') return message;
  const sentence = sentences[message];
  if (sentence !== undefined) return sentence;
  const translate = translateIn(language);
  for (const [pattern, sentenceWith] of patterns) {
    const match = pattern.exec(message);
    if (match)
      return sentenceWith(...match.slice(1).map((name) => translate(fieldNames[name] ?? asLabel(name))));
  }
  return message;
}

/** `candidateGroups`, as a property is called in the model, becomes `Candidate groups`, as its field is called. */
const asLabel = (name: string): string =>
  /^[a-z]+[A-Z]/.test(name)
    ? name
        .replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)
        .replace(/^./, (first) => first.toUpperCase())
    : name;
