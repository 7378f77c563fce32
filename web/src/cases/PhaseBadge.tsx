import { Badge } from '@amsterdam/design-system-react';
import { useTranslation } from 'react-i18next';
import type { CasePhase } from '../../../src/contract/http.ts';

/** The phase of a case in a word. */
export function PhaseBadge({ phase }: { phase: CasePhase }) {
  const { t } = useTranslation('cases');
  const over = ['closed', 'transferred', 'not-admitted', 'destroyed'].includes(phase);
  return <Badge color={over ? 'purple' : 'azure'} label={t(`phases.${phase}`)} />;
}
