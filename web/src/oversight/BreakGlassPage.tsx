import { Paragraph } from '@amsterdam/design-system-react';
import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { PageHeading } from '../app/PageHeading.tsx';
import { newRequestId } from '../client/api.ts';
import { TextLink } from '../ui/TextLink.tsx';
import { GroundForm } from './GroundForm.tsx';
import { breakGlass } from './oversight-api.ts';

/** Opens a case in an emergency, for whoever takes no part in it. */
export default function BreakGlassPage() {
  const { t } = useTranslation('oversight');
  const navigate = useNavigate();
  const client = useQueryClient();
  // The same thing tried again is the same request; other content is another.
  const request = useRef({ content: '', requestId: '' });

  return (
    <>
      <p className="app-back">
        <TextLink to="/cases">{t('toCases')}</TextLink>
      </p>
      <PageHeading lead={<Paragraph>{t('breakGlass.lead')}</Paragraph>}>{t('breakGlass.title')}</PageHeading>
      <ul>
        <li>{t('breakGlass.short')}</li>
        <li>{t('breakGlass.reviewed')}</li>
        <li>{t('breakGlass.closed')}</li>
      </ul>
      <GroundForm
        act={(reference, reason) => {
          const content = JSON.stringify([reference, reason]);
          if (request.current.content !== content) request.current = { content, requestId: newRequestId() };
          return breakGlass({ requestId: request.current.requestId, reference, reason });
        }}
        confirm={t('breakGlass.confirm')}
        confirming={t('breakGlass.confirming')}
        failed={t('breakGlass.failed')}
        hint={t('breakGlass.hint')}
        onDone={({ caseId }) => {
          void client.invalidateQueries({ queryKey: ['cases'] });
          void navigate(`/cases/${caseId}`);
        }}
        question={t('breakGlass.question')}
        reference=""
      />
    </>
  );
}
