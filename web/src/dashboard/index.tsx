import { useTranslation } from 'react-i18next';
import { PageHeading } from '../app/PageHeading.tsx';

export default function DashboardPage() {
  const { t } = useTranslation('common');
  return <PageHeading>{t('navigation.dashboard')}</PageHeading>;
}
