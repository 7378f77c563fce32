import { Heading } from '@amsterdam/design-system-react';
import { useTranslation } from 'react-i18next';
import type { InboxItem } from '../../../src/contract/http.ts';
import { DueText } from '../ui/DueText.tsx';
import { TextLink } from '../ui/TextLink.tsx';

/** The steps of a case that wait for the reader, each leading to its form. Nothing when there is none. */
export function OwnItems({ items }: { items: InboxItem[] }) {
  const { t } = useTranslation('cases');
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="case-own-items" className="app-panel">
      <Heading level={2} id="case-own-items">
        {t('case.ownItems')}
      </Heading>
      <ul className="case__own-items">
        {items.map((item) => (
          <li key={item.itemId}>
            <span>
              <TextLink lang="nl" to={`/inbox/${item.itemId}`}>
                {item.stepName}
              </TextLink>
              {item.assigneeId === null && (
                <span className="app-muted app-small"> ({t('case.notTaken')})</span>
              )}
            </span>
            <DueText {...item} />
          </li>
        ))}
      </ul>
    </section>
  );
}
