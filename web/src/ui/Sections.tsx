import { Heading } from '@amsterdam/design-system-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContextSection } from '../../../src/contract/index.ts';
import { ChevronDownIcon } from './icons.tsx';

/** Up to this many sections are open from the start; a fuller file begins as a list of titles. */
const mostOpen = 2;

/** Parts of the case file as the API offers them, in Dutch whatever the language of the interface. */
export function Sections({ sections, headingLevel }: { sections: ContextSection[]; headingLevel: 3 | 4 }) {
  const { t } = useTranslation();
  const [toggled, setToggled] = useState<ReadonlyMap<number, boolean>>(new Map());
  const isOpen = (index: number): boolean =>
    toggled.get(index) ?? (sections.length <= mostOpen || index === 0);
  const allOpen = sections.every((_section, index) => isOpen(index));

  return (
    <div className="app-sections">
      {sections.length > mostOpen && (
        <button
          className="app-text-button"
          onClick={() => setToggled(new Map(sections.map((_section, index) => [index, !allOpen])))}
          type="button"
        >
          {t(allOpen ? 'sections.closeAll' : 'sections.openAll')}
        </button>
      )}
      {sections.map((section, index) => (
        <details
          className="app-section"
          key={`${section.title}-${index}`}
          lang="nl"
          onToggle={(event) => {
            const { open } = event.currentTarget;
            if (open !== isOpen(index)) setToggled(new Map(toggled).set(index, open));
          }}
          open={isOpen(index)}
        >
          <summary>
            <ChevronDownIcon />
            <Heading level={headingLevel} size="level-4">
              {section.title}
            </Heading>
          </summary>
          <dl className="app-lines">
            {section.lines.map((line, number) => (
              <div key={`${line.label}-${number}`}>
                <dt>{line.label}</dt>
                <dd>{line.value}</dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
    </div>
  );
}
