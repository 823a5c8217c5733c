# pushbench as a worker or a coordinator of a fleet (docs/fleet-kubernetes.md). In a clone: docker build --tag pushbench:0.1.0 .
FROM node:20-slim AS build
WORKDIR /build
COPY . .
# `npm ci` compiles, by the script "prepare". `npm pack` takes what "files" of package.json names and nothing else.
RUN npm ci && npm pack --ignore-scripts && tar -xzf pushbench-*.tgz && chmod 755 package/dist/src/main.js
RUN npm ci --omit=dev --ignore-scripts

FROM node:20-slim
COPY --from=build /build/package /opt/pushbench
COPY --from=build /build/node_modules /opt/pushbench/node_modules
RUN ln -s /opt/pushbench/dist/src/main.js /usr/local/bin/pushbench
# A number, for of a name Kubernetes cannot tell whether it is root's. It is the user "node" of the image.
USER 1000:1000
# The root file system may be read-only: a worker writes to this folder alone.
WORKDIR /tmp
ENTRYPOINT ["pushbench"]
CMD ["--help"]
