import { Button, Heading, Paragraph } from '@amsterdam/design-system-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { CaseTransfer } from '../../../src/contract/index.ts';
import { CaseSubPage } from '../cases/CaseSubPage.tsx';
import { RequestForm } from '../forms/RequestForm.tsx';
import { dateText } from '../ui/dates.ts';
import { Notice } from '../ui/Notice.tsx';
import { ReasonDialog } from '../ui/ReasonDialog.tsx';
import { TransferredCase } from './TransferredCase.tsx';
import { proposeTransfer, transferFormQuery, transfersQuery, withdrawTransfer } from './transfer-api.ts';

/** The transfers of a case to other municipalities, what became of them, and a proposal for a new one. */
export default function TransferPage() {
  const { t } = useTranslation('transfer');
  const { caseId = '' } = useParams();
  const query = useQuery(transfersQuery(caseId));
  const [proposed, setProposed] = useState(false);
  const [withdrawn, setWithdrawn] = useState(false);
  return (
    <CaseSubPage
      lead={query.data?.transferred ? t('moved.lead') : t('lead')}
      query={query}
      title={(reference) => t('title', { reference })}
    >
      {({ transfers, canPropose, transferred }) =>
        transferred !== null ? (
          <TransferredCase caseId={caseId} transferred={transferred} />
        ) : (
          <>
            {proposed && (
              <Notice heading={t('propose.sent')} severity="success">
                <Paragraph>{t('propose.sentText')}</Paragraph>
              </Notice>
            )}
            {withdrawn && <Notice heading={t('withdraw.done')} severity="success" />}
            <section className="app-panel app-stack" aria-labelledby="transfers-given">
              <Heading level={2} id="transfers-given">
                {t('given')}
              </Heading>
              {transfers.length === 0 && <p className="app-muted">{t('none')}</p>}
              {transfers.map((transfer) => (
                <Transfer
                  caseId={caseId}
                  key={transfer.transferId}
                  onWithdrawn={() => {
                    setProposed(false);
                    setWithdrawn(true);
                  }}
                  transfer={transfer}
                />
              ))}
            </section>
            {canPropose && (
              <ProposeForm
                caseId={caseId}
                onProposed={() => {
                  setWithdrawn(false);
                  setProposed(true);
                }}
              />
            )}
          </>
        )
      }
    </CaseSubPage>
  );
}

function Transfer({
  caseId,
  transfer,
  onWithdrawn,
}: {
  caseId: string;
  transfer: CaseTransfer;
  onWithdrawn: () => void;
}) {
  const { t, i18n } = useTranslation('transfer');
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { proposedAt, proposedByName, consents, answer } = transfer;
  return (
    <article className="app-stack-tight">
      <Heading level={3} size="level-4">
        {t('to', { municipality: transfer.municipalityName })}
      </Heading>
      <p>
        <strong>{t(`states.${transfer.state}`)}</strong>
      </p>
      <p className="app-muted">
        {t('proposed', { date: dateText(proposedAt, i18n.language), partner: proposedByName })}
      </p>
      <p>
        {t('reason')}: <span lang="nl">{transfer.reason}</span>
      </p>
      {answer !== null && (
        <p>
          {t('answer')}: <span lang="nl">{answer}</span>
        </p>
      )}
      {consents.length > 0 && (
        <>
          <p>{t('consents')}</p>
          <ul>
            {consents.map(({ partnerName: partner, asked, consented }) => (
              <li key={partner}>
                {consented === null
                  ? t('waiting', { partner, count: asked })
                  : t('consented', { partner, asked, consented })}
              </li>
            ))}
          </ul>
        </>
      )}
      {transfer.canWithdraw && (
        <div>
          <Button onClick={() => setAsking(true)} variant="secondary">
            {t('withdraw.open')}
          </Button>
        </div>
      )}
      {asking && (
        <ReasonDialog
          act={(reason) => withdrawTransfer(caseId, transfer.transferId, { reason })}
          confirm={t('withdraw.send')}
          confirming={t('withdraw.sending')}
          conflict={t('withdraw.conflict')}
          failed={t('withdraw.failed')}
          longest={2000}
          onCancel={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            onWithdrawn();
            void client.invalidateQueries({ queryKey: ['case'] });
          }}
          question={t('withdraw.reason')}
          title={t('withdraw.open')}
        >
          {t('withdraw.text')}
        </ReasonDialog>
      )}
    </article>
  );
}

function ProposeForm({ caseId, onProposed }: { caseId: string; onProposed: () => void }) {
  const { t, i18n } = useTranslation('transfer');
  const form = useQuery(transferFormQuery(caseId, i18n.language));
  return (
    <RequestForm
      form={form}
      onRecorded={onProposed}
      send={(body) => proposeTransfer(caseId, body)}
      texts={t('propose.form', { returnObjects: true })}
    />
  );
}
