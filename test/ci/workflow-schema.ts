/**
 * What GitHub and GitLab demand of the files that we ship or show, restated from their published references ("Metadata
 * syntax" and "Workflow syntax" of GitHub Actions; "CI/CD YAML syntax reference" of GitLab). Stricter than they are:
 * a key that is not listed is refused, so that a typing slip does not pass.
 */

const text = { type: "string", minLength: 1 };
const scalars = { type: "object", additionalProperties: { type: ["string", "number", "boolean"] } };

const step = {
  type: "object",
  properties: {
    name: text,
    id: { type: "string", pattern: "^[A-Za-z_][\\w-]*$" },
    if: text,
    uses: { type: "string", pattern: "^(\\./|[\\w.-]+/[\\w./-]+@[\\w.-]+$)" },
    with: scalars,
    run: text,
    env: scalars,
    shell: { enum: ["bash"] },
    "working-directory": text,
  },
  additionalProperties: false,
  oneOf: [{ required: ["uses"] }, { required: ["run"] }],
};

export const actionSchema = {
  type: "object",
  required: ["name", "description", "runs"],
  properties: {
    name: text,
    description: text,
    branding: {
      type: "object",
      required: ["icon", "color"],
      properties: {
        icon: text,
        color: { enum: ["white", "black", "yellow", "blue", "green", "orange", "red", "purple"] },
      },
      additionalProperties: false,
    },
    inputs: {
      type: "object",
      propertyNames: { pattern: "^[a-z][a-z-]*$" },
      additionalProperties: {
        type: "object",
        required: ["description"],
        properties: { description: text, required: { type: "boolean" }, default: { type: "string" } },
        additionalProperties: false,
      },
    },
    outputs: {
      type: "object",
      additionalProperties: {
        type: "object",
        required: ["description", "value"],
        properties: { description: text, value: text },
        additionalProperties: false,
      },
    },
    runs: {
      type: "object",
      required: ["using", "steps"],
      properties: {
        using: { const: "composite" },
        // a composite action's `run` needs a shell
        steps: {
          type: "array",
          minItems: 1,
          items: { allOf: [step], dependencies: { run: ["shell"] } },
        },
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
};

const stepsSchema = { type: "array", minItems: 1, items: step };

export const workflowSchema = {
  type: "object",
  required: ["name", "on", "permissions", "jobs"],
  properties: {
    name: text,
    on: {
      oneOf: [
        { enum: ["pull_request", "push"] },
        {
          type: "object",
          properties: {
            push: {
              type: "object",
              required: ["branches"],
              properties: { branches: { type: "array", items: text, minItems: 1 } },
              additionalProperties: false,
            },
            pull_request: { type: "null" },
            workflow_dispatch: { type: "null" },
            workflow_run: {
              type: "object",
              required: ["workflows"],
              properties: {
                workflows: { type: "array", items: text, minItems: 1 },
                types: { type: "array", items: { enum: ["completed", "requested", "in_progress"] } },
              },
              additionalProperties: false,
            },
          },
          additionalProperties: false,
        },
      ],
    },
    permissions: {
      type: "object",
      propertyNames: { enum: ["actions", "checks", "contents", "issues", "pull-requests", "statuses"] },
      additionalProperties: { enum: ["read", "write", "none"] },
    },
    jobs: {
      type: "object",
      minProperties: 1,
      additionalProperties: {
        type: "object",
        required: ["runs-on", "steps", "timeout-minutes"],
        properties: {
          "runs-on": text,
          "timeout-minutes": { type: "number" },
          "continue-on-error": { type: "boolean" },
          if: text,
          strategy: {
            type: "object",
            required: ["matrix"],
            properties: {
              "fail-fast": { type: "boolean" },
              matrix: { type: "object", additionalProperties: { type: "array", items: text, minItems: 1 } },
            },
            additionalProperties: false,
          },
          steps: stepsSchema,
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
};

export const gitlabSchema = {
  type: "object",
  minProperties: 1,
  additionalProperties: {
    type: "object",
    required: ["script"],
    properties: {
      image: text,
      rules: {
        type: "array",
        items: { type: "object", required: ["if"], properties: { if: text }, additionalProperties: false },
      },
      variables: scalars,
      script: { type: "array", items: text, minItems: 1 },
      allow_failure: {
        type: "object",
        properties: { exit_codes: { type: "array", items: { type: "integer" } } },
        additionalProperties: false,
      },
      cache: {
        type: "object",
        required: ["key", "paths"],
        properties: { key: text, paths: { type: "array", items: text }, when: { enum: ["always", "on_success"] } },
        additionalProperties: false,
      },
      artifacts: {
        type: "object",
        properties: {
          when: { enum: ["always", "on_success", "on_failure"] },
          paths: { type: "array", items: text },
          reports: { type: "object", properties: { junit: text, metrics: text }, additionalProperties: false },
        },
        additionalProperties: false,
      },
    },
    additionalProperties: false,
  },
};
