import { Heading } from '@amsterdam/design-system-react';
import type { ContextSection } from '../../../src/contract/index.ts';

/** Parts of the case file as the API offers them, in Dutch whatever the language of the interface. */
export function Sections({ sections, headingLevel }: { sections: ContextSection[]; headingLevel: 2 | 3 }) {
  return sections.map((section, index) => (
    <section className="app-section" key={`${section.title}-${index}`} lang="nl">
      <Heading level={headingLevel} size={headingLevel === 2 ? 'level-3' : 'level-4'}>
        {section.title}
      </Heading>
      <dl className="app-lines">
        {section.lines.map((line, number) => (
          <div key={`${line.label}-${number}`}>
            <dt>{line.label}</dt>
            <dd>{line.value}</dd>
          </div>
        ))}
      </dl>
    </section>
  ));
}
