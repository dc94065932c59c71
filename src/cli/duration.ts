// How long something takes, for people.

/** "12 s", "3 min 20 s", "5 h 10 min", "12 days 4 h", "4.1 years". */
export function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  const days = whole / 86_400;
  if (days >= 365) return `${(days / 365.25).toFixed(1)} years`;
  return `${Math.floor(days)} days ${Math.floor((whole % 86_400) / 3600)} h`;
}
