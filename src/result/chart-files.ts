/** The charts of a result as files beside its report: what they are called, and how they are known again. */
export const chartFile = (name: string): string => `chart-${name}.svg`;

export const isChartFile = (file: string): boolean => /^chart-[a-z0-9-]+\.svg$/.test(file);
