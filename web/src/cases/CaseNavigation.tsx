import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { caseQuery } from './queries.ts';

/** Sides of a case, each a page. The first is the case page itself. */
const parts = ['', 'information', 'development', 'person', 'provisions', 'transfers'] as const;
/** Who has emergency access only reads. */
const partsToRead: readonly (typeof parts)[number][] = ['', 'information', 'development'];

/** What is left to do in a case that has gone to another municipality. */
const partsAfterTransfer: readonly (typeof parts)[number][] = ['', 'person', 'transfers'];

/** The pages of one case. */
export function CaseNavigation({ caseId }: { caseId: string }) {
  const { t } = useTranslation('cases');
  // What the case page has read already: to read it again only for these links would be a recorded use of the file.
  const { data } = useQuery({ ...caseQuery(caseId), enabled: false });
  const isEmergency = typeof data?.emergencyUntil === 'string';
  const hasMoved = data?.case.phase === 'transferred';
  return (
    <nav aria-label={t('parts.label')} className="ams-tab-navigation">
      <ul className="ams-tab-navigation__list app-tabs">
        {(isEmergency ? partsToRead : hasMoved ? partsAfterTransfer : parts).map((part) => (
          <li className="ams-tab-navigation__item" key={part}>
            <NavLink className="ams-tab-navigation__link" end to={`/cases/${caseId}${part && `/${part}`}`}>
              {t(`parts.${part || 'case'}`)}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
