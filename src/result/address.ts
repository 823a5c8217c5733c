/**
 * Where a figure belongs, in typed fields. A study's point and a fleet's host become fields of it when something carries
 * them.
 */
export interface Address {
  /** The approach, by its name in the scenario. */
  approach: string;
  /** Which version of the service played it: base, head or control. Absent where a run has only one version. */
  arm?: string;
}

/** The address of an approach as scenarios and results list it. */
export const addressOf = ({ name, arm }: { name: string; arm?: string | undefined }): Address => ({
  approach: name,
  ...(arm !== undefined && { arm }),
});

/**
 * An address as people read it, for example "base webhook". It also names processes and files of a run, for no two addresses of
 * a run have the same label. Nothing reads the parts of a label: whoever needs the arm asks the address.
 */
export const labelOf = ({ approach, arm }: Address): string => (arm === undefined ? approach : `${arm} ${approach}`);

export const isSameAddress = (one: Address, other: Address): boolean =>
  one.approach === other.approach && one.arm === other.arm;
