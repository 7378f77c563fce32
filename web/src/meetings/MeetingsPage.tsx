import { Badge, Button, Checkbox, Heading, Label, Paragraph } from '@amsterdam/design-system-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { Meeting, MeetingPage } from '../../../src/contract/index.ts';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { PageHeading } from '../app/PageHeading.tsx';
import { newRequestId } from '../client/api.ts';
import { momentText } from '../ui/dates.ts';
import { Pages } from '../ui/Pages.tsx';
import { Problem } from '../ui/Problem.tsx';
import { Refusal } from '../ui/Refusal.tsx';
import { usePageNumber } from '../ui/use-page-number.ts';
import { meetingsQuery, planMeeting } from './meetings-api.ts';
import './meetings.css';

const stateColors = { planned: 'azure', running: 'lime', closed: 'purple', cancelled: 'orange' } as const;

/** How far a meeting is, in a word. */
export function MeetingState({ state }: { state: Meeting['state'] }) {
  const { t } = useTranslation('meetings');
  return <Badge color={stateColors[state]} label={t(`states.${state}`)} />;
}

/** The meetings of this person's consultations; chairs plan them here. */
export default function MeetingsPageView() {
  const { t, i18n } = useTranslation('meetings');
  const query = useQuery(meetingsQuery(usePageNumber()));
  const shown = query.data;
  return (
    <>
      <PageHeading lead={<Paragraph className="app-readable">{t('lead')}</Paragraph>}>
        {t('title')}
      </PageHeading>
      {query.isError && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {!shown && !query.isError && <LoadingPage />}
      {shown?.meetings.length === 0 && (
        <div className="app-panel app-empty">
          <Paragraph>{t('empty')}</Paragraph>
        </div>
      )}
      {shown !== undefined && shown.meetings.length > 0 && (
        <div className="app-panel app-panel--flush">
          <table className="app-table app-table--stacks">
            <caption className="ams-visually-hidden">{t('title')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('columns.when')}</th>
                <th scope="col">{t('columns.consultation')}</th>
                <th scope="col">{t('columns.state')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.meetings.map(({ meetingId, plannedAt, municipalityNames, state }) => (
                <tr key={meetingId}>
                  <th scope="row">
                    <Link className="ams-link app-row-link" to={`/meetings/${meetingId}`}>
                      {momentText(plannedAt, i18n.language)}
                    </Link>
                  </th>
                  <td data-label={t('columns.consultation')}>{municipalityNames.join(', ')}</td>
                  <td data-label={t('columns.state')}>
                    <MeetingState state={state} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown && <Pages page={shown.page} pageSize={shown.pageSize} total={shown.total} />}
      {shown !== undefined && shown.chairedMunicipalities.length > 0 && (
        <PlanForm municipalities={shown.chairedMunicipalities} />
      )}
    </>
  );
}

function PlanForm({ municipalities }: { municipalities: MeetingPage['chairedMunicipalities'] }) {
  const { t } = useTranslation('meetings');
  const navigate = useNavigate();
  const [date, setDate] = useState('');
  const [time, setTime] = useState('');
  const [chosen, setChosen] = useState(municipalities.map(({ municipalityId }) => municipalityId));
  const [tried, setTried] = useState(false);
  const requestId = useRef<string | null>(null);
  const incomplete = date === '' || time === '' || chosen.length === 0;
  const plan = useMutation({
    mutationFn: () =>
      planMeeting({
        requestId: (requestId.current ??= newRequestId()),
        date,
        time,
        municipalityIds: chosen,
      }),
    onSuccess: ({ meetingId }) => void navigate(`/meetings/${meetingId}`),
  });
  // Other content is another request; a repeat of the same one plans nothing twice.
  const changed =
    <V,>(set: (value: V) => void) =>
    (value: V): void => {
      requestId.current = null;
      set(value);
    };

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!incomplete && !plan.isPending) plan.mutate();
  }

  return (
    <form
      aria-labelledby="meeting-plan"
      className="app-panel app-panel--form app-stack"
      noValidate
      onSubmit={submit}
    >
      <Heading level={2} id="meeting-plan">
        {t('plan.title')}
      </Heading>
      {plan.isError && (
        <div className="app-inline-error" role="alert">
          <strong>{t('plan.failed')}</strong>
          <Refusal conflict={t('plan.conflict')} error={plan.error} />
        </div>
      )}
      {tried && incomplete && (
        <div className="app-inline-error" role="alert">
          {t('plan.incomplete')}
        </div>
      )}
      <div className="meeting-when">
        <div className="app-stack-tight">
          <Label htmlFor="meeting-date">{t('plan.date')}</Label>
          <input
            className="ams-date-input"
            id="meeting-date"
            onChange={(event) => changed(setDate)(event.target.value)}
            type="date"
            value={date}
          />
        </div>
        <div className="app-stack-tight">
          <Label htmlFor="meeting-time">{t('plan.time')}</Label>
          <input
            className="ams-date-input"
            id="meeting-time"
            onChange={(event) => changed(setTime)(event.target.value)}
            type="time"
            value={time}
          />
        </div>
      </div>
      <fieldset className="app-stack-tight meeting-fieldset">
        <legend>{t('plan.municipalities')}</legend>
        {municipalities.map(({ municipalityId, name }) => (
          <Checkbox
            checked={chosen.includes(municipalityId)}
            key={municipalityId}
            onChange={(event) =>
              changed(setChosen)(
                event.target.checked
                  ? [...chosen, municipalityId]
                  : chosen.filter((other) => other !== municipalityId),
              )
            }
          >
            {name}
          </Checkbox>
        ))}
      </fieldset>
      <div>
        <Button aria-disabled={plan.isPending} type="submit">
          {t(plan.isPending ? 'plan.sending' : 'plan.send')}
        </Button>
      </div>
    </form>
  );
}
