import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import type { CaseDetail, Person } from '../../../src/contract/index.ts';
import { useUser } from '../app/use-session.ts';
import { caseQuery } from './queries.ts';

/** Sides of a case, each a page. The first is the case page itself. */
const parts = ['', 'information', 'development', 'person', 'provisions', 'transfers'] as const;
type Part = (typeof parts)[number];

/** Who leads the consultation and takes no part in the case. */
const ofChair: readonly Part[] = ['', 'transfers'];
/** Who has emergency access only reads. */
const inEmergency: readonly Part[] = ['', 'information', 'development'];
/** What is left to do in a case that has gone to another municipality. */
const afterTransfer: readonly Part[] = ['', 'person', 'transfers'];

const partsFor = (user: Person | null, detail: CaseDetail | undefined): readonly Part[] => {
  if (!user?.roles.includes('attendee')) return ofChair;
  if (typeof detail?.emergencyUntil === 'string') return inEmergency;
  return detail?.case.phase === 'transferred' ? afterTransfer : parts;
};

/** The pages of one case. */
export function CaseNavigation({ caseId }: { caseId: string }) {
  const { t } = useTranslation('cases');
  const user = useUser();
  // What the case page has read already: to read it again only for these links would be a recorded use of the file.
  const { data } = useQuery({ ...caseQuery(caseId), enabled: false });
  return (
    <nav aria-label={t('parts.label')} className="ams-tab-navigation">
      <ul className="ams-tab-navigation__list app-tabs">
        {partsFor(user, data).map((part) => (
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
