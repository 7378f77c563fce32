import { Button, Heading, Paragraph } from '@amsterdam/design-system-react';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { CompletedItem, InboxItemDetail } from '../../../src/contract/index.ts';
import { NoData } from '../app/NoData.tsx';
import { PageHeading } from '../app/PageHeading.tsx';
import { useUser } from '../app/use-session.ts';
import { api } from '../client/api.ts';
import { ProblemError } from '../client/problem-error.ts';
import { differs } from '../forms/answers.ts';
import { CopyAnswers } from '../forms/CopyAnswers.tsx';
import { SchemaForm, type FormData } from '../forms/SchemaForm.tsx';
import { UnsavedGuard } from '../forms/UnsavedGuard.tsx';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { dateText } from '../ui/dates.ts';
import { DueText } from '../ui/DueText.tsx';
import { Notice } from '../ui/Notice.tsx';
import { problemText } from '../ui/problem-text.ts';
import { Sections } from '../ui/Sections.tsx';
import { TextLink } from '../ui/TextLink.tsx';
import { whyNotSent, type NotSent } from './not-sent.ts';
import { itemQuery } from './queries.ts';

/** The form of an item and what was typed into it belong to one item only. */
export default function ItemPage() {
  const { itemId } = useParams();
  return <ItemOf itemId={itemId!} key={itemId} />;
}

function ItemOf({ itemId }: { itemId: string }) {
  const { t, i18n } = useTranslation('inbox');
  const client = useQueryClient();
  const [typed, setTyped] = useState<FormData | null>(null);
  const [sent, setSent] = useState<CompletedItem | null>(null);
  const [notSent, setNotSent] = useState<NotSent | null>(null);
  const formHeading = useRef<HTMLHeadingElement>(null);
  const query = useQuery({ ...itemQuery(itemId, i18n.language), placeholderData: keepPreviousData });

  const submit = useMutation({
    mutationFn: (data: FormData) => api.completeItem(itemId, data),
    onMutate: () => setNotSent(null),
    onSuccess: (answer) => setSent(answer),
    onError: async (error) => setNotSent(await whyNotSent(error, itemId)),
    onSettled: () => client.invalidateQueries({ queryKey: ['inbox'] }),
  });

  const claim = useMutation({
    mutationFn: (kind: 'claim' | 'release') =>
      kind === 'claim' ? api.claimItem(itemId) : api.releaseItem(itemId),
    onSettled: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['inbox'] }),
        client.invalidateQueries({ queryKey: ['inbox-item', itemId] }),
      ]);
      // The button that was pressed is gone; what has come in its place begins at this heading.
      formHeading.current?.focus();
    },
  });

  // After sending, the item as it was may not come back from memory.
  useEffect(
    () => () => {
      if (sent) client.removeQueries({ queryKey: ['inbox-item', itemId] });
    },
    [client, itemId, sent],
  );

  if (sent) return <Sent answer={sent} mayOpenCase={query.data?.mayOpenCase ?? false} />;
  if (!query.data)
    return (
      <NoData back={<TextLink to="/inbox">{t('item.back')}</TextLink>} query={query} title={t('title')} />
    );

  const detail = query.data;
  const data = typed ?? detail.form.initialData ?? {};
  const dirty = typed !== null && differs(typed, detail.form.initialData ?? {});
  const over = notSent?.final === true;

  return (
    <>
      <p className="app-back">
        <TextLink to="/inbox">{t('item.back')}</TextLink>
      </p>
      <PageHeading
        lang="nl"
        lead={
          <p className="app-muted">
            {detail.mayOpenCase ? (
              <TextLink to={`/cases/${detail.item.caseId}`}>
                {t('item.case', { reference: detail.item.caseReference })}
              </TextLink>
            ) : (
              t('item.case', { reference: detail.item.caseReference })
            )}
          </p>
        }
        title={`${detail.item.stepName} · ${detail.item.caseReference}`}
      >
        {detail.item.stepName}
      </PageHeading>
      <p className="item__jump">
        <button className="app-text-button" onClick={() => formHeading.current?.focus()} type="button">
          {t('item.toForm')}
        </button>
      </p>
      <div className="app-split app-split--wide-aside item">
        <AboutItem
          busy={claim.isPending}
          detail={detail}
          error={claim.isError ? claim.error : null}
          onChange={(kind) => claim.mutate(kind)}
        />
        <div className="item__form app-stack">
          {notSent && <NotSentNotice notSent={notSent} key={submit.submittedAt} />}
          <section className="app-panel app-stack" aria-labelledby="item-form">
            <div className="app-stack-tight">
              <Heading level={2} id="item-form" ref={formHeading} tabIndex={-1}>
                {detail.form.title}
              </Heading>
              <Paragraph className="app-readable">{detail.form.description}</Paragraph>
            </div>
            {detail.canClaim && !over && (
              <ClaimFirst busy={claim.isPending} onClaim={() => claim.mutate('claim')} />
            )}
            {detail.canComplete || dirty ? (
              <SchemaForm
                data={data}
                form={detail.form}
                onChange={setTyped}
                onSubmit={(answers) => {
                  if (!submit.isPending && !over) submit.mutate(answers);
                }}
                serverProblems={notSent?.fields ?? noProblems}
              >
                {over ? (
                  <CopyAnswers data={data} form={detail.form} />
                ) : (
                  <>
                    <Button aria-disabled={submit.isPending} type="submit">
                      {t(submit.isPending ? 'item.submitting' : 'item.submit')}
                    </Button>
                    <p className="app-muted app-small">{t('item.final')}</p>
                  </>
                )}
              </SchemaForm>
            ) : (
              <NotFillable item={detail.item} />
            )}
          </section>
        </div>
      </div>
      <UnsavedGuard active={dirty && !over} />
    </>
  );
}

const noProblems: never[] = [];

interface AboutItemProps {
  detail: InboxItemDetail;
  busy: boolean;
  error: unknown;
  onChange: (kind: 'claim' | 'release') => void;
}

function AboutItem({ detail: { item, context, canRelease }, busy, error, onChange }: AboutItemProps) {
  const { t, i18n } = useTranslation('inbox');
  const common = useTranslation('common').t;
  const user = useUser();
  return (
    // It scrolls by itself beside a long form, and must do so with the keyboard too.
    <div aria-label={t('item.background')} className="item__about app-stack" role="region" tabIndex={0}>
      <section className="app-panel" aria-labelledby="about-task">
        <Heading level={2} size="level-3" id="about-task">
          {t('item.aboutTask')}
        </Heading>
        <dl className="app-lines">
          <div>
            <dt>{t('item.why')}</dt>
            <dd lang="nl">{item.reason}</dd>
          </div>
          <div>
            <dt>{t('item.term')}</dt>
            <dd>
              {item.state === 'open' ? (
                <DueText {...item} />
              ) : item.dueAt === null ? (
                common('due.none')
              ) : (
                dateText(item.dueAt, i18n.language)
              )}
            </dd>
          </div>
          <div>
            <dt>{t('item.legalBasis')}</dt>
            <dd lang="nl">{item.legalBasis}</dd>
          </div>
          <div>
            <dt>{t('item.assignee')}</dt>
            <dd>
              {item.assigneeId === null
                ? t('item.nobody')
                : item.assigneeId === user?.userId
                  ? t('item.you')
                  : item.assigneeName}
            </dd>
          </div>
          <div>
            <dt>{t('item.received')}</dt>
            <dd>{dateText(item.createdAt, i18n.language)}</dd>
          </div>
          {item.reminders > 0 && (
            <div>
              <dt>{t('item.reminders')}</dt>
              <dd>{t('reminded', { count: item.reminders })}</dd>
            </div>
          )}
        </dl>
        {canRelease && (
          <div className="item__release">
            <Button aria-disabled={busy} onClick={() => onChange('release')} variant="secondary">
              {t('release')}
            </Button>
          </div>
        )}
        {error !== null && (
          <p className="app-inline-error" role="alert">
            {error instanceof ProblemError && error.status === 409
              ? t('takenByOther')
              : problemText(error, common)}
          </p>
        )}
      </section>
      <section className="app-panel" aria-labelledby="context">
        <Heading level={2} size="level-3" id="context">
          {t('item.context')}
        </Heading>
        {context.length === 0 ? (
          <p className="app-muted">{t('item.noContext')}</p>
        ) : (
          <div className="item__context">
            <Sections headingLevel={3} sections={context} />
          </div>
        )}
      </section>
    </div>
  );
}

/** Two people of one organisation may see the same form: who begins takes the task, so that they do not do it twice. */
function ClaimFirst({ busy, onClaim }: { busy: boolean; onClaim: () => void }) {
  const { t } = useTranslation('inbox');
  return (
    <div className="app-callout app-stack-tight">
      <Heading level={3}>{t('item.claimFirst')}</Heading>
      <Paragraph>{t('item.claimFirstText')}</Paragraph>
      <div>
        <Button
          aria-disabled={busy}
          onClick={() => {
            if (!busy) onClaim();
          }}
          variant="secondary"
        >
          {t('claim')}
        </Button>
      </div>
    </div>
  );
}

/** Why there is no form here. */
function NotFillable({ item }: { item: InboxItemDetail['item'] }) {
  const { t } = useTranslation('inbox');
  const { state } = item;
  if (state !== 'open') {
    return (
      <div className="app-callout app-stack-tight">
        <Heading level={3}>{t(`item.closed.${state}`)}</Heading>
        <Paragraph>{t(`item.closed.${state}Text`)}</Paragraph>
        {item.withdrawnReason !== null && <p lang="nl">{item.withdrawnReason}</p>}
      </div>
    );
  }
  const name = item.assigneeName;
  return (
    <div className="app-callout app-stack-tight">
      <Heading level={3}>{name === null ? t('item.notYours') : t('item.ofOther', { name })}</Heading>
      <Paragraph>{name === null ? t('item.notYoursText') : t('item.ofOtherText', { name })}</Paragraph>
    </div>
  );
}

function NotSentNotice({ notSent }: { notSent: NotSent }) {
  const { t } = useTranslation('inbox');
  const common = useTranslation('common').t;
  // Mistakes in fields are told by the form itself.
  if (notSent.fields.length > 0) return null;
  return (
    <Notice heading={t('item.failed.title')} severity={notSent.final ? 'warning' : 'error'}>
      {notSent.why.kind === 'refused' ? (
        <Paragraph lang="nl">{notSent.why.detail}</Paragraph>
      ) : (
        <Paragraph>{explanation(notSent.why)}</Paragraph>
      )}
      <Paragraph>{t(notSent.final ? 'item.failed.kept' : 'item.failed.tryAgain')}</Paragraph>
    </Notice>
  );

  function explanation(why: Exclude<NotSent['why'], { kind: 'refused' }>): string {
    switch (why.kind) {
      case 'other':
        return problemText(why.error, common);
      case 'withdrawn':
        return why.reason === null
          ? t('item.failed.withdrawnNoReason')
          : t('item.failed.withdrawn', { reason: why.reason });
      case 'taken':
        return t('item.failed.taken', { name: why.name });
      default:
        return t(`item.failed.${why.kind}`);
    }
  }
}

function Sent({ answer, mayOpenCase }: { answer: CompletedItem; mayOpenCase: boolean }) {
  const { t } = useTranslation('inbox');
  const { item, next } = answer;
  return (
    <>
      <PageHeading focusWhenShown>{t('item.sent.title', { step: item.stepName })}</PageHeading>
      <section className="app-panel app-stack app-readable">
        <Paragraph>{t('item.sent.text', { reference: item.caseReference })}</Paragraph>
        <Heading level={2}>{t('item.sent.next')}</Heading>
        {next.length === 0 ? (
          <Paragraph>{t('item.sent.nothing')}</Paragraph>
        ) : (
          <ul className="app-bullets">
            {next.map(({ stepName, partnerNames }, index) => (
              <li key={`${stepName}-${index}`}>
                <span lang="nl">{stepName}</span>
                {partnerNames.length > 0 && (
                  <span className="app-muted">
                    {' '}
                    {t('item.sent.by', { partners: partnerNames.join(', ') })}
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
        <div className="app-buttons">
          <ButtonLink to="/inbox">{t('item.back')}</ButtonLink>
          {mayOpenCase && (
            <ButtonLink to={`/cases/${item.caseId}`} variant="secondary">
              {t('item.openCase')}
            </ButtonLink>
          )}
        </div>
      </section>
    </>
  );
}
