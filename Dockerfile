# The program with everything that it runs: Node.js, npm, Git and its tools, built. It contains the packed program in release/:
#   npm pack --pack-destination release && docker build --tag lang-observatory-gitops .
# Run it in the folder of a fleet:
#   docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/fleet" lang-observatory-gitops generate
FROM node:24.20.0-bookworm-slim@sha256:ba849c60be29959425b8734d57b8b4b7d56f98edd9504c9af091d5281095a71e AS node

FROM golang:1.26.8-bookworm@sha256:a688600ca24f8a4d3ca77f95b0dd40704a9fc787c826660eb7ba0b641b8b175d AS tools
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY release/lang-observatory-gitops-*.tgz /tmp/program.tgz
ENV LANG_OBSERVATORY_CACHE=/opt/lang-observatory
RUN mkdir /program \
    && tar --extract --file /tmp/program.tgz --directory /program --strip-components 1 \
    && node /program/dist/main.js tools

FROM node
# The versions of Debian's packages are those of its stable release; older ones are not kept there.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates git \
    && rm -rf /var/lib/apt/lists/* \
    # What is mounted there belongs to whoever runs the container.
    && git config --system --add safe.directory /fleet
COPY release/lang-observatory-gitops-*.tgz /tmp/program.tgz
RUN npm install --global --offline --ignore-scripts /tmp/program.tgz && rm /tmp/program.tgz
COPY --from=tools /opt/lang-observatory /opt/lang-observatory
ENV LANG_OBSERVATORY_CACHE=/opt/lang-observatory
WORKDIR /fleet
# The user `node`, as a number: Kubernetes cannot tell from a name that it is not root.
USER 1000
ENTRYPOINT ["lang-observatory"]
