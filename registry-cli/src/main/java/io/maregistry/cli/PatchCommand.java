package io.maregistry.cli;

import io.maregistry.client.PatchedInstance;
import io.maregistry.client.RegistryClient;
import io.maregistry.model.Edit;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Parameters;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Changes what an operator says of an instance. */
@Command(
        name = "patch",
        mixinStandardHelpOptions = true,
        description = {
            "Changes of a listed instance what the options say, and nothing else; prints the instance as it is now.",
            "",
            "Weight, status and whether it gets calls stay so whatever its program registers, until they are changed"
                    + " again or the instance leaves the list. The word none gives a value back to the"
                    + " program."
        })
final class PatchCommand implements Callable<Integer> {

    private static final String NONE = "none";

    @Mixin
    private NamespaceAccess access = new NamespaceAccess();

    @CommandLine.Parameters(
            index = "0",
            paramLabel = "SERVICE",
            description = "its name, or its key: namespace/group/service")
    private String service = "";

    @CommandLine.Parameters(
            index = "1",
            paramLabel = "URL",
            description = "of the instance: scheme://host:port/context")
    private String url = "";

    @Option(names = "--weight", paramLabel = "WEIGHT", description = "0 to 10000, or none")
    private @Nullable String weight;

    @Option(names = "--status", paramLabel = "STATUS", description = "Running, Updating, Offline or Error, or none")
    private @Nullable String status;

    @Option(names = "--enabled", negatable = true, description = "whether it gets calls")
    private @Nullable Boolean enabled;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "a parameter; may be given several times")
    private Map<String, String> set = new TreeMap<>();

    @Option(
            names = {"-r", "--remove"},
            paramLabel = "KEY",
            description = "a parameter that goes; may be given several times")
    private List<String> removed = new ArrayList<>();

    @Option(
            names = "--if-revision",
            paramLabel = "REVISION",
            description = "only where the instance was changed last at that revision")
    private @Nullable Long revision;

    @Override
    public Integer call() {
        InstancePatch patch = patch();
        InstanceTable table = new InstanceTable();
        try (RegistryClient client = access.open()) {
            PatchedInstance patched =
                    revision == null ? client.patch(service, url, patch) : client.patch(service, url, patch, revision);
            patched.instance().ifPresent(table::add);
        }
        table.printTo(access.out());
        return 0;
    }

    private InstancePatch patch() {
        InstancePatch patch = InstancePatch.NONE
                .withWeight(edit(weight, PatchCommand::weight))
                .withStatus(edit(status, Status::ofText))
                .withParameters(new ParametersPatch(false, Parameters.of(set), removed));
        if (enabled != null) {
            patch = patch.withEnabled(Edit.to(enabled));
        }
        if (patch.equals(InstancePatch.NONE)) {
            throw new IllegalArgumentException(
                    "nothing to change: give --weight, --status, --enabled, --set or --remove");
        }
        return patch;
    }

    private static Integer weight(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException other) {
            throw new IllegalArgumentException("--weight must be a number or none, was " + text, other);
        }
    }

    private static <T> Edit<T> edit(@Nullable String text, Function<String, T> read) {
        if (text == null) {
            return Edit.keep();
        }
        return text.equals(NONE) ? Edit.clear() : Edit.to(read.apply(text));
    }
}
