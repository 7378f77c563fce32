import { describe, expect, test } from '@jest/globals';
import { translateFinding } from '../../../web/src/modeller/canvas/finding-texts.ts';
import { translateIn } from '../../../web/src/modeller/canvas/translation.ts';

describe('findings in Dutch', () => {
  test.each([
    ['Process is missing start event', 'Het proces heeft geen startgebeurtenis.'],
    [
      'A <Service Task> must have a <Task definition type>',
      'Automatische stap: vul ‘Soort taak (job type)’ in.',
    ],
    [
      'A <Sequence Flow> must have a defined <Condition expression> or be the default <Sequence Flow>',
      'Volgorde (pijl): vul ‘Voorwaarde (expressie)’ in of maak er de standaardpijl van.',
    ],
    [
      'A <Business Rule Task> with <Implementation: DMN decision> must have a defined <Result variable>',
      'Regeltaak: vul ‘Variabele voor het resultaat’ in.',
    ],
    [
      'A <User Task> with two or more <Headers> with the same <Key> (term) is not supported',
      'Gebruikerstaak: het kenmerk ‘term’ staat er meer dan één keer.',
    ],
    [
      'A <Complex Gateway> is not supported by Camunda 8.5',
      'Complex Gateway: dit werkt niet in Camunda 8.5.',
    ],
    [
      'Property <candidateGroups> is not a valid FEEL expression',
      'De FEEL-expressie bij ‘Organisaties die mogen oppakken’ klopt niet.',
    ],
    ['Type must be defined.', 'Vul dit in.'],
  ])('%s', (english, dutch) => {
    expect(translateFinding(english, 'nl')).toBe(dutch);
  });

  test('stay English where there is no translation, and in the English interface', () => {
    expect(translateFinding('Something that no one has translated', 'nl')).toBe(
      'Something that no one has translated',
    );
    expect(translateFinding('Process is missing start event', 'en')).toBe('Process is missing start event');
  });
});

describe('texts of the modelling library', () => {
  test('get their placeholders filled in, in either language', () => {
    expect(translateIn('nl')('Open {element}', { element: 'Taak' })).toBe('Taak openen');
    expect(translateIn('en')('Open {element}', { element: 'task' })).toBe('Open task');
    expect(translateIn('en')('Open {element}')).toBe('Open {element}');
  });
});
