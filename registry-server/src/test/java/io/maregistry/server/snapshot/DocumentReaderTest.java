package io.maregistry.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.RestoreBegin;
import io.maregistry.server.state.RestoreChunk;
import io.maregistry.server.state.RestoreCommit;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.StagedInstance;
import io.maregistry.server.state.StagedPart;
import io.maregistry.server.state.StagedService;
import io.maregistry.wire.ContentProto;
import io.maregistry.wire.InstanceLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentReaderTest {

    private static final ServiceName USERS = ServiceName.of("com.example.UserService");
    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final InstanceId ID = new InstanceId("http", "h", 1, "");

    @TempDir
    Path directory;

    private final DocumentReader reader = new DocumentReader(InstanceLimits.DEFAULT);
    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("spooled");
    }

    @Test
    void exampleOfV5IsTakenApart() throws IOException {
        CheckedDocument document = check(SampleStates.document("v5-example.json"));

        assertThat(document.version()).isEqualTo(15);
        assertThat(document.revision()).isZero();
        assertThat(document.services()).isEqualTo(1);
        assertThat(document.instances()).isEqualTo(1);
        assertThat(parts(document))
                .containsExactly(
                        new StagedService(
                                USERS,
                                StagedService.NO_VERSION,
                                List.of(staged(
                                        new InstanceId("http", "192.168.1.100", 8080, "userservice"),
                                        Content.PLAIN,
                                        1_708_876_800_000L))),
                        new StagedService(USERS, 10, List.of()));
    }

    @Test
    void versionGateIsThatOfTheV5Model() throws IOException {
        CheckedDocument document = check(SampleStates.document("v5-example.json"));

        assertThat(document.shouldSync(14)).isTrue();
        assertThat(document.shouldSync(15)).isFalse();
    }

    @Test
    void lowerCaseKeysInAnyOrderAndUnknownOnesAreTaken() {
        CheckedDocument document = check("{'x':[{}],'version':2,'timestamps':{'a.B@http://h:1/':7,'a.B@http://h:2':8},"
                + "'versions':{'a.B':1,'gone':4},'registry':{'a.B':[{'scheme':'http','host':'h','port':1}],'c':[]}}");

        assertThat(parts(document))
                .containsExactly(
                        new StagedService(SERVICE, 1, List.of()),
                        new StagedService(ServiceName.of("gone"), 4, List.of()),
                        new StagedService(SERVICE, StagedService.NO_VERSION, List.of(staged(ID, Content.PLAIN, 7))));
        assertThat(document.services()).isEqualTo(1);
    }

    @Test
    void emptyDocumentIsLawful() {
        assertThat(parts(check("{'REGISTRY':{},'VERSIONS':{},'TIMESTAMPS':{},'version':0}")))
                .isEmpty();
    }

    @Test
    void packedDocumentsAreTheSameDocument() throws IOException {
        byte[] text = SampleStates.document("v5-example.json").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(gzip)) {
            out.write(text);
        }

        String sha256 = check(text).sha256();
        assertThat(check(gzip.toByteArray()).sha256()).isEqualTo(sha256);
        assertThat(check(Zstd.compress(text)).sha256()).isEqualTo(sha256);
        assertThat(parts(check(Zstd.compress(text)))).hasSize(2);
    }

    @Test
    void fullDocumentBringsEverythingOfItsInstances() throws IOException {
        Root root = SampleStates.ofEverything();
        CheckedDocument document = check(SnapshotFileTest.full(root));

        assertThat(document.revision()).isEqualTo(58);
        assertThat(document.version()).isEqualTo(61);
        assertThat(document.services()).isEqualTo(2);
        assertThat(document.instances()).isEqualTo(3);
        assertThat(SnapshotDocumentTest.plain(restored(document))).isEqualTo(SnapshotDocumentTest.plain(root));
    }

    @Test
    void restoredRandomStatesListWhatTheyListed() throws IOException {
        for (long seed = 0; seed < 20; seed++) {
            Root root = new RandomRegistry(seed).after(200).root();

            assertThat(SnapshotDocumentTest.plain(restored(check(SnapshotFileTest.full(root)))))
                    .as("seed %d", seed)
                    .isEqualTo(SnapshotDocumentTest.plain(root));
            assertThat(registryOf(restored(check(SnapshotDocumentTest.plain(root)))))
                    .as("seed %d", seed)
                    .isEqualTo(registryOf(root));
        }
    }

    @Test
    void plainDocumentBecomesARegistryOfItsOwn() throws IOException {
        Root root = check(SampleStates.document("v5-example.json"))
                .toState(new Birth("0123456789abcdef0123456789abcdef", 17), 1_800_000_000_000L)
                .root();

        assertThat(root.scalars()).isEqualTo(new Scalars("0123456789abcdef0123456789abcdef", 17, 1, 15, 0, 2, 0, 1));
        assertThat(root.isRestoring()).isFalse();
        ServiceView users = Objects.requireNonNull(root.service(USERS));
        assertThat(users.version()).isEqualTo(10);
        Listed only = Objects.requireNonNull(users.instances().first());
        assertThat(only.instance().registeredAtMillis()).isEqualTo(1_800_000_000_000L);
        assertThat(root.live(only)).isEqualTo(new LiveNumbers(0, 1_708_876_800_000L, 0));
    }

    @Test
    void fullDocumentBecomesARegistryOfItsOwn() throws IOException {
        Root root = new RandomRegistry(5).after(400).root();

        Root made =
                check(SnapshotFileTest.full(root)).toState(new Birth("b", 1), 1).root();

        assertThat(SnapshotDocumentTest.plain(made)).isEqualTo(SnapshotDocumentTest.plain(root));
        assertThat(made.scalars().revision()).isEqualTo(root.scalars().revision() + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{'REGISTRY':{'a.B':[{'scheme':'http','host':'h','port':0}]}}`|REGISTRY.a.B[0].port",
                "`{'REGISTRY':{'a.B':[{'scheme':'http','host':'h','port':1},{'host':'h','port':1}]}}`|REGISTRY.a.B[1].scheme",
                "`{'REGISTRY':{'a.B':[{'scheme':'http','host':'h','port':'1'}]}}`|REGISTRY.a.B[0].port",
                "`{'REGISTRY':{'a.B':[{'scheme':'http','host':'h/','port':1}]}}`|REGISTRY.a.B[0].host",
                "`{'registry':{'a.B':[{'scheme':'http','host':'h','port':1,'parameters':{'k':1}}]}}`|registry.a.B[0].parameters.k",
                "`{'REGISTRY':{'a.B':[{'scheme':'http','host':'h','port':1},{'scheme':'HTTP','host':'H','port':1,'context':'/'}]}}`|REGISTRY.a.B[1]",
                "`{'REGISTRY':{'a.B':[{'scheme':'http','host':'h','port':1,'instanceId':'x'},{'scheme':'http','host':'g','port':1,'instanceId':'x'}]}}`|REGISTRY.a.B[1]",
                "`{'REGISTRY':{'a.B':[{'scheme':'http','host':'h','port':1},{'scheme':'http','host':'g','port':1,'instanceId':'http://h:1'}]}}`|REGISTRY.a.B[1]",
                "`{'REGISTRY':{'a.B':[{'scheme':'http','host':'g','port':1,'instanceId':'http://h:1'},{'scheme':'http','host':'h','port':1}]}}`|REGISTRY.a.B[1]",
                "`{'REGISTRY':{'a.B':[{'scheme':'http','host':'h','port':1,'port':2}]}}`|REGISTRY.a.B[0].port",
                "`{'REGISTRY':{'a.B':[],'a.B':[]}}`|REGISTRY.a.B",
                "`{'REGISTRY':{'a b':[]}}`|REGISTRY.a b",
                "`{'REGISTRY':{'a/b':[]}}`|REGISTRY.a/b",
                "`{'REGISTRY':{'a.B':{}}}`|REGISTRY.a.B",
                "`{'REGISTRY':{'a.B':null}}`|REGISTRY.a.B",
                "`{'REGISTRY':{'a.B':[null]}}`|REGISTRY.a.B[0]",
                "`{'REGISTRY':[]}`|REGISTRY",
                "`{'REGISTRY':null}`|REGISTRY",
                "`{'REGISTRY':{},'registry':{}}`|registry",
                "`{'VERSIONS':{'a.B':-1}}`|VERSIONS.a.B",
                "`{'VERSIONS':{'a.B':1.5}}`|VERSIONS.a.B",
                "`{'VERSIONS':{'a.B':'1'}}`|VERSIONS.a.B",
                "`{'VERSIONS':{'a.B':4503599627370497}}`|VERSIONS.a.B",
                "`{'VERSIONS':{'a.B':1,'a.B':2}}`|VERSIONS.a.B",
                "`{'VERSIONS':{'a@B':1}}`|VERSIONS.a@B",
                "`{'TIMESTAMPS':{'a.B':1}}`|TIMESTAMPS.a.B",
                "`{'TIMESTAMPS':{'a.B@x':1}}`|TIMESTAMPS.a.B@x",
                "`{'TIMESTAMPS':{'@http://h:1':1}}`|TIMESTAMPS.@http://h:1",
                "`{'TIMESTAMPS':{'a.B@http://h:1':-1}}`|TIMESTAMPS.a.B@http://h:1",
                "`{'TIMESTAMPS':{'a.B@http://h:1':null}}`|TIMESTAMPS.a.B@http://h:1",
                "`{'TIMESTAMPS':{'a.B@http://h:1':9007199254740992}}`|TIMESTAMPS.a.B@http://h:1",
                "`{'version':-1}`|version",
                "`{'version':4503599627370497}`|version",
                "`{'version':null}`|version",
                "`{}`|REGISTRY",
                "`{'REGISTRY':{},'VERSIONS':{},'TIMESTAMPS':{}}`|version",
                "`{'REGISTRY':{},'VERSIONS':{},'version':1}`|TIMESTAMPS",
            })
    void faultIsAnsweredWithItsPlace(String document, String place) {
        InvalidRequest refusal = refusalOf(document.getBytes(StandardCharsets.UTF_8));

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_SNAPSHOT);
        assertThat(refusal.place()).contains(place);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"``|", "null|", "[]|", "`{'REGISTRY':{'a.B':[{'scheme':'http'`|", "`{'REGISTRY':{}}x`|", "x|"})
    void whatIsNoDocumentIsRefused(String document) {
        byte[] bytes = document == null ? new byte[0] : document.getBytes(StandardCharsets.UTF_8);

        assertThat(refusalOf(bytes).code()).isEqualTo(ErrorCode.INVALID_SNAPSHOT);
    }

    @Test
    void bytesThatAreNotUtf8OrCannotBeUnpackedAreRefused() throws IOException {
        byte[] packed = Zstd.compress(SampleStates.document("v5-example.json").getBytes(StandardCharsets.UTF_8));
        packed[packed.length - 3] ^= 1;

        assertThat(refusalOf(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'})
                        .getMessage())
                .contains("not UTF-8");
        assertThat(refusalOf(packed).code()).isEqualTo(ErrorCode.INVALID_SNAPSHOT);
        assertThat(refusalOf(new byte[] {0x1f, (byte) 0x8b, 8, 0}).code()).isEqualTo(ErrorCode.INVALID_SNAPSHOT);
    }

    @Test
    void fullDocumentThatWasChangedIsRefused() throws IOException {
        String document = SnapshotFileTest.full(SampleStates.ofEverything());

        InvalidRequest refusal = refusalOf(document.replace("\"lastSeenClock\":100", "\"lastSeenClock\":101")
                .getBytes(StandardCharsets.UTF_8));

        assertThat(refusal.place()).contains("checksum");
    }

    @Test
    void fullDocumentWithoutItsChecksumIsNoPlainOne() throws IOException {
        String document = SnapshotFileTest.full(SampleStates.ofEverything());
        String cut = document.substring(0, document.lastIndexOf(",\"checksum\"")) + "}";

        assertThat(refusalOf(cut.getBytes(StandardCharsets.UTF_8)).place()).contains("checksum");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`'revision':58,'clock'`|`'revision':4503599627370497,'clock'`|revision",
                "`'revision':42,'version':7`|`'revision':42,'version':4503599627370497`|services.com.example.UserService.version",
                "`'heartbeatCount':2`|`'heartbeatCount':4503599627370497`|instances.com.example.UserService@http://10.0.0.1:8080/x.heartbeatCount",
            })
    void countersThatLeaveNoRoomToCountOnAreRefused(String sound, String tooHigh, String place) throws IOException {
        String document = SnapshotFileTest.full(SampleStates.ofEverything());
        String changed = document.replace(sound.replace('\'', '"'), tooHigh.replace('\'', '"'));

        assertThat(changed).isNotEqualTo(document);
        byte[] bytes = Documents.withLawfulChecksum(changed).getBytes(StandardCharsets.UTF_8);
        assertThat(refusalOf(bytes).place()).contains(place);
    }

    @Test
    void bombStopsAtItsBound() throws IOException {
        Files.write(file, Zstd.compress(("{\"x\":\"" + "0".repeat(2_000_000)).getBytes(StandardCharsets.UTF_8)));

        InvalidRequest refusal = catchThrowableOfType(
                InvalidRequest.class, () -> new DocumentReader(InstanceLimits.DEFAULT, 1_000_000).check(file));

        assertThat(refusal.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
    }

    @Test
    void documentThatChangesAfterTheCheckIsNotHandedOutAsIfItDidNot() throws IOException {
        CheckedDocument document = check("{'REGISTRY':{},'VERSIONS':{},'TIMESTAMPS':{},'version':0}");
        Files.writeString(file, "{\"REGISTRY\":{},\"VERSIONS\":{},\"TIMESTAMPS\":{},\"version\":1}");

        assertThatThrownBy(() -> parts(document)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void chunksFitLogEntriesAndLoseNothing() {
        String value = "\u20ac".repeat(3_000);
        StringBuilder instances = new StringBuilder();
        for (int port = 1; port <= 500; port++) {
            instances
                    .append(port == 1 ? "" : ",")
                    .append("{'scheme':'http','host':'h','port':" + port + ",'parameters':{'k':'" + value + "'}}");
        }
        CheckedDocument document =
                check("{'REGISTRY':{'a.B':[" + instances + "]},'VERSIONS':{'a.B':9},'TIMESTAMPS':{},'version':9}");

        List<List<StagedService>> chunks = new ArrayList<>();
        document.forEachChunk(part -> chunks.add(part.services()));

        assertThat(chunks).hasSizeGreaterThan(10);
        assertThat(chunks).allSatisfy(chunk -> assertThat(bytesOf(chunk)).isLessThan(256 << 10));
        List<Integer> ports = chunks.stream()
                .flatMap(List::stream)
                .flatMap(service -> service.instances().stream())
                .map(instance -> instance.id().port())
                .toList();
        assertThat(ports).hasSize(500).isSorted().doesNotHaveDuplicates();
        assertThat(chunks.get(0).get(0).instances().get(0).content().parameters())
                .isEqualTo(Parameters.of(Map.of("k", value)));
    }

    private CheckedDocument check(String document) {
        return check(document.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private CheckedDocument check(byte[] document) {
        try {
            Files.write(file, document);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        return reader.check(file);
    }

    private InvalidRequest refusalOf(byte[] document) {
        String text = new String(document, StandardCharsets.ISO_8859_1).replace('\'', '"');
        InvalidRequest refusal =
                catchThrowableOfType(InvalidRequest.class, () -> check(text.getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(refusal).isNotNull();
        assertThat(refusal.getMessage()).hasSizeLessThan(600);
        return refusal;
    }

    private static List<StagedService> parts(CheckedDocument document) {
        List<StagedService> parts = new ArrayList<>();
        document.forEachChunk(part -> parts.addAll(part.services()));
        return parts;
    }

    private static StagedInstance staged(InstanceId id, Content content, long renewedAt) {
        return new StagedInstance(id, content, Operator.NONE, Status.RUNNING, 0, renewedAt, 0);
    }

    /** A new registry after the restore of the document. */
    private static Root restored(CheckedDocument document) {
        RegistryState state = new RegistryState();
        List<StagedPart> chunks = new ArrayList<>();
        document.forEachChunk(chunks::add);
        long index = 1;
        state.apply(
                index,
                1,
                new Entry(
                        1,
                        List.of(new RestoreBegin(
                                "r", document.sha256(), document.isPlain(), false, RestoreBegin.ANY_REVISION))));
        for (int number = 0; number < chunks.size(); number++) {
            state.apply(++index, 1, new Entry(1, List.of(new RestoreChunk("r", number, chunks.get(number)))));
        }
        RestoreCommit commit = new RestoreCommit("r", chunks.size(), document.revision(), document.version());
        state.apply(++index, 1, new Entry(1, List.of(commit)));
        return state.root();
    }

    private static String registryOf(Root root) throws IOException {
        String plain = SnapshotDocumentTest.plain(root);
        return plain.substring(0, plain.indexOf("\"VERSIONS\""));
    }

    private static int bytesOf(List<StagedService> chunk) {
        return chunk.stream()
                .flatMap(service -> service.instances().stream())
                .mapToInt(instance -> ContentProto.size(instance.content()) + 100)
                .sum();
    }
}
