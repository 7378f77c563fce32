import { Badge, Button, Paragraph } from '@amsterdam/design-system-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { InboxItem } from '../../../src/contract/index.ts';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { PageHeading } from '../app/PageHeading.tsx';
import { useUser } from '../app/use-session.ts';
import { api, type InboxList } from '../client/api.ts';
import { ProblemError } from '../client/problem-error.ts';
import { MeetingNotices } from '../meetings/MeetingNotices.tsx';
import { dateText, shortDateText } from '../ui/dates.ts';
import { DueText } from '../ui/DueText.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Pages } from '../ui/Pages.tsx';
import { Problem } from '../ui/Problem.tsx';
import { problemText } from '../ui/problem-text.ts';
import { TextLink } from '../ui/TextLink.tsx';
import { usePageNumber } from '../ui/use-page-number.ts';
import { inboxQuery } from './queries.ts';

const lists: InboxList[] = ['mine', 'unassigned', 'done'];

type Change = { kind: 'claim' | 'release'; item: InboxItem };

/** The work list: mine, not taken yet, done. Looks for news by itself. */
export default function InboxPage() {
  const { t } = useTranslation('inbox');
  const user = useUser();
  const [parameters] = useSearchParams();
  const asked = parameters.get('list');
  const list = lists.find((name) => name === asked) ?? 'mine';
  const page = usePageNumber();
  const query = useQuery(inboxQuery(list, page));
  const client = useQueryClient();
  const [outcome, setOutcome] = useState<{ change: Change; error?: unknown } | null>(null);

  const change = useMutation({
    mutationFn: ({ kind, item }: Change) =>
      kind === 'claim' ? api.claimItem(item.itemId) : api.releaseItem(item.itemId),
    onSuccess: (_answer, done) => setOutcome({ change: done }),
    onError: (error, failed) => setOutcome({ change: failed, error }),
    onSettled: () => client.invalidateQueries({ queryKey: ['inbox'] }),
  });

  const counts = query.data?.counts;
  const shown = query.data && !query.isPlaceholderData ? query.data : undefined;

  return (
    <>
      <PageHeading lead={counts && <Paragraph>{t('lead', { count: counts.overdue })}</Paragraph>}>
        {t('title')}
      </PageHeading>

      {outcome && <Outcome key={`${outcome.change.item.itemId}-${outcome.change.kind}`} {...outcome} />}

      <MeetingNotices />

      <nav className="ams-tab-navigation" aria-label={t('tabs.label')}>
        <ul className="ams-tab-navigation__list app-tabs">
          {lists.map((name) => (
            <li className="ams-tab-navigation__item" key={name}>
              <Link
                aria-current={name === list ? 'page' : undefined}
                className="ams-tab-navigation__link"
                onClick={() => setOutcome(null)}
                to={`?list=${name}`}
              >
                {t(`tabs.${name}`)}
                {name !== 'done' && counts && <span className="app-count">{counts[name]}</span>}
                {name === 'done' && list === 'done' && shown && (
                  <span className="app-count">{shown.total}</span>
                )}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <p className="app-muted app-small">{t(`explain.${list}`, { partner: user?.partnerName ?? '' })}</p>

      {query.isError && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {!shown && !query.isError && <LoadingPage />}
      {shown && shown.items.length === 0 && (
        <div className="app-panel app-empty">
          <Paragraph>{t(`empty.${list}`)}</Paragraph>
          <p className="app-muted">
            {list === 'mine' && counts && counts.unassigned > 0 ? (
              <TextLink to="?list=unassigned">{t('empty.mineMore')}</TextLink>
            ) : (
              t(`empty.${list}More`)
            )}
          </p>
        </div>
      )}
      {shown && shown.items.length > 0 && (
        <div className="app-panel app-panel--flush">
          <ItemTable
            busyItemId={change.isPending ? change.variables.item.itemId : null}
            items={shown.items}
            list={list}
            onChange={(next) => change.mutate(next)}
          />
        </div>
      )}
      {shown && <Pages page={shown.page} pageSize={shown.pageSize} total={shown.total} />}
      <NewsReader counts={counts} />
    </>
  );
}

/** What became of taking a task or giving it back. */
function Outcome({ change: { kind, item }, error }: { change: Change; error?: unknown }) {
  const { t } = useTranslation('inbox');
  const common = useTranslation('common').t;
  const names = { step: item.stepName, reference: item.caseReference };
  if (error !== undefined) {
    const conflict = error instanceof ProblemError && (error.status === 409 || error.status === 404);
    return (
      <Notice heading={t('notChanged')} severity="error">
        <Paragraph>{conflict ? t('takenByOther') : problemText(error, common)}</Paragraph>
      </Notice>
    );
  }
  return (
    <Notice heading={t(kind === 'claim' ? 'claimed' : 'released')} severity="success">
      <Paragraph>
        {t(kind === 'claim' ? 'claimedText' : 'releasedText', names)}{' '}
        {kind === 'claim' && <TextLink to={`/inbox/${item.itemId}`}>{t('openTask')}</TextLink>}
      </Paragraph>
    </Notice>
  );
}

/** Tells a screen reader that a poll brought new tasks. */
function NewsReader({ counts }: { counts: { mine: number; unassigned: number } | undefined }) {
  const { t } = useTranslation('inbox');
  const [news, setNews] = useState('');
  const before = useRef<number | null>(null);
  const open = counts ? counts.mine + counts.unassigned : null;
  useEffect(() => {
    if (open === null) return;
    const arrived = before.current === null ? 0 : open - before.current;
    if (arrived > 0) setNews(t('newArrived', { count: arrived }));
    before.current = open;
  }, [open, t]);
  return (
    <p className="app-live" role="status">
      {news}
    </p>
  );
}

interface ItemTableProps {
  items: InboxItem[];
  list: InboxList;
  busyItemId: string | null;
  onChange: (change: Change) => void;
}

function ItemTable({ items, list, busyItemId, onChange }: ItemTableProps) {
  const { t, i18n } = useTranslation('inbox');
  const user = useUser();
  const language = i18n.language;
  const done = list === 'done';

  return (
    <table className="app-table app-table--stacks">
      <caption className="ams-visually-hidden">{t(`tabs.${list}`)}</caption>
      <thead>
        <tr>
          <th scope="col">{t('columns.task')}</th>
          <th scope="col">{t('columns.case')}</th>
          <th scope="col">{t(done ? 'columns.finished' : 'columns.term')}</th>
          <th scope="col">{t(done ? 'columns.by' : 'columns.received')}</th>
          {!done && <th scope="col">{t('columns.action')}</th>}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.itemId}>
            <th scope="row">
              <Link className="ams-link app-row-link" lang="nl" to={`/inbox/${item.itemId}`}>
                {item.stepName}
              </Link>
              <span className="app-row-reason" lang="nl">
                {item.reason}
              </span>
            </th>
            <td className="app-nowrap" data-label={t('columns.case')}>
              {item.caseReference}
            </td>
            {done ? (
              <>
                <td data-label={t('columns.finished')}>
                  {item.state === 'withdrawn' ? (
                    <Badge label={t('states.withdrawn')} />
                  ) : (
                    t(`states.${item.state}`)
                  )}
                  {item.completedAt !== null && (
                    <span className="app-muted app-small app-block">
                      {dateText(item.completedAt, language)}
                    </span>
                  )}
                  {item.withdrawnReason !== null && (
                    <span className="app-muted app-small app-block" lang="nl">
                      {item.withdrawnReason}
                    </span>
                  )}
                </td>
                <td data-label={t('columns.by')}>{item.assigneeName ?? '–'}</td>
              </>
            ) : (
              <>
                <td data-label={t('columns.term')}>
                  <DueText {...item} />
                  {item.reminders > 0 && (
                    <span className="app-muted app-small app-block">
                      {t('reminded', { count: item.reminders })}
                    </span>
                  )}
                </td>
                <td className="app-nowrap" data-label={t('columns.received')}>
                  {shortDateText(item.createdAt, language)}
                </td>
                <td>
                  {list === 'unassigned' ? (
                    <Button
                      aria-disabled={busyItemId === item.itemId}
                      aria-label={t('claimTask', { step: item.stepName, reference: item.caseReference })}
                      onClick={() => onChange({ kind: 'claim', item })}
                      variant="secondary"
                    >
                      {t('claim')}
                    </Button>
                  ) : (
                    item.assigneeId === user?.userId &&
                    item.candidatePartnerIds.length > 0 && (
                      <Button
                        aria-disabled={busyItemId === item.itemId}
                        aria-label={t('releaseTask', { step: item.stepName, reference: item.caseReference })}
                        onClick={() => onChange({ kind: 'release', item })}
                        variant="tertiary"
                      >
                        {t('release')}
                      </Button>
                    )
                  )}
                </td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
