package io.maregistry.cli;

import io.maregistry.client.Configs;
import io.maregistry.client.RegistryClient;
import io.maregistry.client.spi.ConfigVersion;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.wire.ConfigTexts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Configuration items: reads, publishes, removes and lists them, and goes back to what one said before. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Reads, publishes, removes and lists configuration items, and goes back to what one said before.")
final class ConfigCommand {

    private static final String STANDARD_INPUT = "-";
    private static final String NAMED = "its name, or its key: namespace/group/dataId";

    @Command(
            name = "get",
            mixinStandardHelpOptions = true,
            description = "Prints what an item says, as it is and without a line end of its own.")
    int get(@Mixin NamespaceAccess access, @Parameters(paramLabel = "DATA_ID", description = NAMED) String dataId) {
        try (RegistryClient client = access.open()) {
            access.out()
                    .print(client.configs()
                            .get(dataId)
                            .orElseThrow(() -> none(dataId))
                            .content());
            access.out().flush();
        }
        return 0;
    }

    private static RegistryException none(String dataId) {
        return new RegistryException.NotFound(ErrorCode.NO_SUCH_CONFIG, "there is no configuration item " + dataId);
    }

    @Command(
            name = "publish",
            mixinStandardHelpOptions = true,
            description = "Has an item say what a file says; prints the revision that it is at.")
    int publish(
            @Mixin NamespaceAccess access,
            @Parameters(index = "0", paramLabel = "DATA_ID", description = NAMED) String dataId,
            @Parameters(
                            index = "1",
                            arity = "0..1",
                            paramLabel = "FILE",
                            defaultValue = STANDARD_INPUT,
                            description = "in UTF-8; - or nothing = the standard input")
                    String file,
            @Option(
                            names = "--type",
                            paramLabel = "TYPE",
                            defaultValue = ConfigTexts.PLAIN,
                            description = "its content type (${DEFAULT-VALUE})")
                    String type,
            @Option(
                            names = "--if-revision",
                            paramLabel = "REVISION",
                            description = "only where the item is at that revision, 0 = where there is none")
                    @Nullable
                    Long expected)
            throws IOException {
        String content = text(file);
        try (RegistryClient client = access.open()) {
            Configs configs = client.configs();
            access.print(
                    expected == null
                            ? configs.publish(dataId, content, type)
                            : configs.publishIf(dataId, content, type, expected));
        }
        return 0;
    }

    private static String text(String file) throws IOException {
        byte[] bytes = file.equals(STANDARD_INPUT) ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException other) {
            throw new IllegalArgumentException(file + " is not in UTF-8", other);
        }
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Removes an item; prints removed, or absent where there is none.")
    int remove(@Mixin NamespaceAccess access, @Parameters(paramLabel = "DATA_ID", description = NAMED) String dataId) {
        try (RegistryClient client = access.open()) {
            access.print(client.configs().remove(dataId) ? "removed" : "absent");
        }
        return 0;
    }

    @Command(
            name = "history",
            mixinStandardHelpOptions = true,
            description = "Lists what was made of an item lately, newest first.")
    int history(@Mixin NamespaceAccess access, @Parameters(paramLabel = "DATA_ID", description = NAMED) String dataId) {
        Table table = new Table("REVISION", "AT", "ACTION", "SIZE", "TYPE");
        try (RegistryClient client = access.open()) {
            for (ConfigVersion version : client.configs().history(dataId)) {
                table.add(
                        Long.toString(version.revision()),
                        Instant.ofEpochMilli(version.atMillis()).toString(),
                        version.isRemoval() ? "removed" : "published",
                        version.isRemoval() ? "" : Integer.toString(version.size()),
                        version.contentType());
            }
        }
        table.printTo(access.out());
        return 0;
    }

    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = "Has an item say again what it said at a revision of its history;"
                    + " prints the revision that it is at.")
    int rollback(
            @Mixin NamespaceAccess access,
            @Parameters(index = "0", paramLabel = "DATA_ID", description = NAMED) String dataId,
            @Parameters(index = "1", paramLabel = "REVISION", description = "of an entry of its history")
                    long revision) {
        try (RegistryClient client = access.open()) {
            access.print(client.configs().rollback(dataId, revision));
        }
        return 0;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Names the items of the namespace in all groups, one a line, in the order of their keys.")
    int list(
            @Mixin NamespaceAccess access,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "PREFIX",
                            defaultValue = "",
                            description = "only those that begin so")
                    String prefix) {
        try (RegistryClient client = access.open()) {
            client.configs().list(prefix).forEach(name -> access.out().println(name.key()));
        }
        access.out().flush();
        return 0;
    }
}
