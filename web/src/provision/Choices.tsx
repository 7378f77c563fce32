import { Checkbox, Heading } from '@amsterdam/design-system-react';
import { useTranslation } from 'react-i18next';
import type { CaseProvisions } from '../../../src/contract/index.ts';
import { ChevronDownIcon } from '../ui/icons.tsx';

interface ChoicesProps {
  choices: CaseProvisions['choices'];
  /** Ids of what is chosen. */
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** Everything of a file that may be chosen, per part of the file; a part is opened to choose from it. */
export function Choices({ choices, chosen, onChange }: ChoicesProps) {
  const { t } = useTranslation('provision');
  const titles = [...new Set(choices.map(({ title }) => title))];
  return (
    <fieldset className="app-sections">
      <legend className="ams-label">{t('propose.items')}</legend>
      {titles.map((title) => {
        const ofPart = choices.filter((choice) => choice.title === title);
        const count = ofPart.filter(({ itemId }) => chosen.includes(itemId)).length;
        return (
          <details className="app-section" key={title}>
            <summary>
              <ChevronDownIcon />
              <Heading level={3} size="level-4" lang="nl">
                {title}
              </Heading>
              {count > 0 && <span className="app-count">{t('propose.chosen', { count })}</span>}
            </summary>
            <div className="app-lines" lang="nl">
              {ofPart.map(({ itemId, label, value, limit }) => (
                <div key={itemId}>
                  <Checkbox
                    aria-describedby={limit === null ? undefined : `limit-${itemId}`}
                    checked={chosen.includes(itemId)}
                    disabled={limit !== null}
                    onChange={(event) =>
                      onChange(
                        event.target.checked
                          ? [...chosen, itemId]
                          : chosen.filter((other) => other !== itemId),
                      )
                    }
                  >
                    {label}: {value}
                  </Checkbox>
                  {limit !== null && (
                    <p className="app-muted app-small" id={`limit-${itemId}`}>
                      {limit}
                    </p>
                  )}
                </div>
              ))}
            </div>
          </details>
        );
      })}
    </fieldset>
  );
}
