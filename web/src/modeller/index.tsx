import { useTranslation } from 'react-i18next';
import { PageHeading } from '../app/PageHeading.tsx';

export default function ModellerPage() {
  const { t } = useTranslation('common');
  return <PageHeading>{t('navigation.modeller')}</PageHeading>;
}
