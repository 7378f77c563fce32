/** A moment as people in the Netherlands write it: `2 maart 2026 om 10:00`. @param timeZone IANA */
export function momentText(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('nl-NL', {
    timeZone,
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(instant);
}
