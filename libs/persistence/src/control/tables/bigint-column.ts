/** PostgreSQL sends bigint as text; counters of ours stay far below 2^53. */
export const bigintColumn = {
  type: "bigint",
  transformer: {
    to: (value: number | undefined) => value,
    from: (value: string | number) => Number(value),
  },
} as const;
