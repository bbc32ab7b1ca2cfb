package io.maregistry.cli;

import io.maregistry.client.RegistryClient;
import io.maregistry.client.spi.Namespace;
import io.maregistry.model.Edit;
import io.maregistry.model.NamespacePatch;
import io.maregistry.model.Quota;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Namespaces: lists them, creates, changes and deletes one. */
@Command(
        name = "namespaces",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists namespaces, creates, changes and deletes one.")
final class NamespacesCommand {

    /** What may be said of a namespace. */
    static final class Wanted {
        @Option(names = "--description", paramLabel = "TEXT", description = "what it is for, at most 256 characters")
        private @Nullable String description;

        @Option(
                names = "--services",
                paramLabel = "COUNT",
                description = "how many services it may list; 0 = as many as the registry takes")
        private @Nullable Integer services;

        @Option(
                names = "--instances",
                paramLabel = "COUNT",
                description = "how many instances they may have; 0 = as many as the registry takes")
        private @Nullable Integer instances;

        Quota quota() {
            return new Quota(services == null ? Quota.NONE : services, instances == null ? Quota.NONE : instances);
        }

        String description() {
            return description == null ? "" : description;
        }

        NamespacePatch patch() {
            NamespacePatch patch = new NamespacePatch(edit(description), edit(services), edit(instances));
            if (patch.equals(NamespacePatch.NONE)) {
                throw new IllegalArgumentException("nothing to change: give --description, --services or --instances");
            }
            return patch;
        }

        private static <T> Edit<T> edit(@Nullable T value) {
            return value == null ? Edit.keep() : Edit.to(value);
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists public, those that somebody created, and those in which there is something,"
                    + " in the order of their names; behind a slash the quota.")
    int list(
            @Mixin Access access,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "PREFIX",
                            defaultValue = "",
                            description = "only those that begin so")
                    String prefix) {
        try (RegistryClient client = access.open()) {
            return print(access, client.namespaces().list(prefix));
        }
    }

    @Command(
            name = "put",
            mixinStandardHelpOptions = true,
            description = "Creates a namespace, or makes of the one that is there what the options say:"
                    + " what they do not say is not said of it afterwards.")
    int put(
            @Mixin Access access,
            @Mixin Wanted wanted,
            @Parameters(paramLabel = "NAMESPACE", description = "its name") String name) {
        try (RegistryClient client = access.open()) {
            return print(access, List.of(client.namespaces().put(name, wanted.description(), wanted.quota())));
        }
    }

    @Command(
            name = "patch",
            mixinStandardHelpOptions = true,
            description = "Changes of a namespace what the options say, and nothing else.")
    int patch(
            @Mixin Access access,
            @Mixin Wanted wanted,
            @Parameters(paramLabel = "NAMESPACE", description = "its name") String name) {
        NamespacePatch patch = wanted.patch();
        try (RegistryClient client = access.open()) {
            return print(access, List.of(client.namespaces().patch(name, patch)));
        }
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Takes a namespace away; prints removed, or absent where there is none."
                    + " One in which there is something is refused, unless --force is given.")
    int delete(
            @Mixin Access access,
            @Parameters(paramLabel = "NAMESPACE", description = "its name") String name,
            @Option(names = "--force", description = "all that is in it goes with it, in one step") boolean force,
            @Option(names = "--confirm", paramLabel = "NAMESPACE", description = "with --force: its name once more")
                    @Nullable
                    String confirm) {
        if (force && !name.equals(confirm)) {
            throw new IllegalArgumentException(
                    "--force takes away all that is in the namespace; say so by --confirm " + name);
        }
        try (RegistryClient client = access.open()) {
            boolean isRemoved = force
                    ? client.namespaces().deleteWithAllInIt(name)
                    : client.namespaces().delete(name);
            access.print(isRemoved ? "removed" : "absent");
        }
        return 0;
    }

    private static int print(Access access, List<Namespace> namespaces) {
        Table table = new Table("NAMESPACE", "SERVICES", "INSTANCES", "GROUPS", "DESCRIPTION");
        namespaces.forEach(one -> table.add(
                one.name(),
                withLimit(one.listed().services(), one.quota().services()),
                withLimit(one.listed().instances(), one.quota().instances()),
                String.join(",", one.listed().groups()),
                one.description()));
        table.printTo(access.out());
        return 0;
    }

    private static String withLimit(int count, int limit) {
        return limit == Quota.NONE ? Integer.toString(count) : count + "/" + limit;
    }
}
