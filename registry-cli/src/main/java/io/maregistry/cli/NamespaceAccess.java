package io.maregistry.cli;

import picocli.CommandLine.Option;

/** What those commands share that are about one namespace. */
final class NamespaceAccess extends Access {

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            defaultValue = "${env:MAREGISTRY_NAMESPACE:-public}",
            description = "the namespace of what is named without one (MAREGISTRY_NAMESPACE; ${DEFAULT-VALUE})")
    private String namespace = "";

    @Override
    String namespace() {
        return namespace;
    }
}
