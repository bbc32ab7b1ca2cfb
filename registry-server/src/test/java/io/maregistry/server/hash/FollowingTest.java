package io.maregistry.server.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.config.Address;
import io.maregistry.server.config.HashConfig;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.snapshot.SnapshotDocument;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Settings;
import io.maregistry.wire.InstanceLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A follower of a node that says what it should not. */
class FollowingTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final long LINEAGE = 7;

    private final FakeLeader leader = new FakeLeader();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private String url = "http://127.0.0.1:" + leader.port();
    private HashNode node;

    @BeforeEach
    void make(@TempDir Path directory) {
        Address self = new Address("127.0.0.1", leader.port() % 60_000 + 1); // nobody calls it
        node = new HashNode(
                new HashNode.Setup(
                        List.of(new Address("127.0.0.1", leader.port()), self),
                        new HashNode.Addresses("", self, "", "test"),
                        Settings.DEFAULT,
                        directory,
                        new HashNode.Options(
                                new HashConfig(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(50)),
                                InstanceLimits.DEFAULT,
                                new LimitsConfig.Waiting(100, 100, 100),
                                System::nanoTime,
                                () -> 1_000)),
                meters,
                broken -> {
                    throw new AssertionError(broken);
                });
    }

    @AfterEach
    void stop() {
        node.close();
        leader.close();
    }

    /** What may have become of a document on its way. */
    enum Damage {
        HALF_OF_IT {
            @Override
            byte[] of(byte[] document) {
                return Arrays.copyOf(document, document.length / 2);
            }
        },
        WITHOUT_ITS_LAST_BYTE {
            @Override
            byte[] of(byte[] document) {
                return Arrays.copyOf(document, document.length - 1);
            }
        },
        EMPTY {
            @Override
            byte[] of(byte[] document) {
                return new byte[0];
            }
        },
        ONE_BIT_IN_THE_MIDDLE {
            @Override
            byte[] of(byte[] document) {
                byte[] flipped = document.clone();
                flipped[text(document).indexOf("10.0.0.1")] ^= 1;
                return flipped;
            }
        },
        ANOTHER_CHECKSUM {
            @Override
            byte[] of(byte[] document) {
                byte[] other = document.clone();
                other[other.length - 5] = (byte) (other[other.length - 5] == 'a' ? 'b' : 'a');
                return other;
            }
        },
        ANOTHER_STATE_UNDER_A_RIGHT_CHECKSUM {
            @Override
            byte[] of(byte[] document) {
                String all = text(document);
                String body =
                        all.substring(0, all.indexOf(",\"checksum\"")).replace("\"revision\":2,", "\"revision\":3,");
                return (body + ",\"checksum\":\"" + sha256(body) + "\"}").getBytes(StandardCharsets.UTF_8);
            }
        },
        A_PAGE_OF_A_PROXY {
            @Override
            byte[] of(byte[] document) {
                return "<html>all is well</html>".getBytes(StandardCharsets.UTF_8);
            }
        },
        ANOTHER_JSON {
            @Override
            byte[] of(byte[] document) {
                return "[1, 2]".getBytes(StandardCharsets.UTF_8);
            }
        },
        A_WRONG_TYPE {
            @Override
            byte[] of(byte[] document) {
                return text(document)
                        .replace("\"handle\":1,", "\"handle\":\"1\",")
                        .getBytes(StandardCharsets.UTF_8);
            }
        },
        HALF_OF_ITS_GZIP {
            @Override
            byte[] of(byte[] document) {
                byte[] packed = gzip(document);
                return Arrays.copyOf(packed, packed.length / 2);
            }
        },
        GARBAGE_BEHIND_ZSTD_S_MARK {
            @Override
            byte[] of(byte[] document) {
                return new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 1, 2, 3};
            }
        },
        SOMETHING_BEHIND_ITS_END {
            @Override
            byte[] of(byte[] document) {
                return (text(document) + "{}").getBytes(StandardCharsets.UTF_8);
            }
        };

        abstract byte[] of(byte[] document);
    }

    @ParameterizedTest
    @EnumSource
    void damagedDocumentChangesNothingAndIsCountedAndShown(Damage damage) {
        Root sound = state(1).root();
        Root next = state(2).root();
        leader.says("/v1/snapshot", document(sound));
        leader.says("/info", info(sound));
        node.start(new RegistryState());
        await(() -> node.root().hash().equals(sound.hash()));

        leader.says("/v1/snapshot", damage.of(document(next)));
        leader.says("/info", info(next));
        await(() -> failures() > 1);

        assertThat(node.root().hash()).isEqualTo(sound.hash());
        assertThat(node.standing().isReady()).isTrue();
        assertThat(node.trouble()).isNotEmpty();

        leader.says("/v1/snapshot", document(next));
        await(() -> node.root().hash().equals(next.hash()));
        await(() -> node.trouble().isEmpty());
        assertThat(node.standing().role()).isEqualTo(Standing.Role.FOLLOWER);
    }

    @Test
    void nodeThatNeverGotASoundDocumentIsNotReadyAndSaysWhy() {
        Root next = state(1).root();
        leader.says("/v1/snapshot", "nonsense");
        leader.says("/info", info(next));

        node.start(new RegistryState());
        await(() -> failures() > 0);

        assertThat(node.standing().health()).isEqualTo(Standing.Health.NOT_READY);
        assertThat(node.waitsFor()).isNotEmpty();
    }

    @Test
    void nothingIsFetchedWhereNothingChanged() {
        Root sound = state(1).root();
        leader.says("/v1/snapshot", document(sound));
        leader.says("/info", info(sound));
        node.start(new RegistryState());
        await(() -> node.root().hash().equals(sound.hash()));
        int fetched = leader.fetched();
        long index = node.root().position().index();

        int asked = leader.asked();
        await(() -> leader.asked() >= asked + 5);

        assertThat(leader.fetched()).isEqualTo(fetched);
        assertThat(node.root().position().index()).isEqualTo(index);
    }

    @Test
    void leaderThatDiesInTheMiddleOfADocumentLeavesWhatThereWas() {
        Root sound = state(1).root();
        follow(sound);
        leader.stalls("/v1/snapshot", new CountDownLatch(1));
        int fetched = leader.fetched();
        says(state(2).root());
        await(() -> leader.fetched() > fetched);

        leader.close();

        await(() -> node.standing().role() == Standing.Role.LEADER);
        assertThat(node.root().sizes().instances()).isEqualTo(1);
        assertThat(node.root().recomputedHash()).isEqualTo(node.root().hash());
        assertThat(failures()).isPositive();
    }

    @Test
    void leaderThatStandsStillInTheMiddleOfADocumentIsReplacedAllTheSame() {
        Root sound = state(1).root();
        follow(sound);
        CountDownLatch until = new CountDownLatch(1);
        leader.stalls("/v1/snapshot", until);
        int fetched = leader.fetched();
        says(state(2).root());
        await(() -> leader.fetched() > fetched);

        leader.stalls("/info", until);

        await(() -> node.standing().role() == Standing.Role.LEADER);
        assertThat(node.root().sizes().instances()).isEqualTo(1);
        until.countDown();
    }

    @Test
    void leaderThatMadeWayInVainIsAskedToLeadAgain() {
        Root sound = state(1).root();
        follow(sound);
        leader.says("/sl", "{}");
        leader.says("/v1/cluster/yield", "{}");
        leader.before(
                "/v1/cluster/yield",
                () -> { // a write came in between, and what it made cannot be copied
                    leader.says("/v1/snapshot", "nonsense");
                    leader.says("/info", info(state(2).root()));
                });

        assertThat(node.transferTo(node.self().peer()).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(RegistryException.Unavailable.class);

        await(() -> leader.calls().contains("/sl"));
        assertThat(node.standing().role()).isEqualTo(Standing.Role.FOLLOWER);
    }

    @Test
    void leaderThatRefusedToMakeWayIsNotAskedToLeadAgain() {
        Root sound = state(1).root();
        follow(sound);
        leader.says("/sl", "{}");
        leader.before("/v1/cluster/yield", () -> {
            leader.says("/v1/snapshot", "nonsense");
            leader.says("/info", info(state(2).root()));
        });

        assertThat(node.transferTo(node.self().peer()).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(RegistryException.Unavailable.class);

        assertThat(leader.calls()).contains("/v1/cluster/yield").doesNotContain("/sl");
    }

    private void follow(Root root) {
        says(root);
        node.start(new RegistryState());
        await(() -> node.root().hash().equals(root.hash()) && node.standing().isReady());
    }

    private void says(Root root) {
        leader.says("/v1/snapshot", document(root));
        leader.says("/info", info(root));
    }

    @Test
    void nodeThatCallsItselfByAnotherUrlIsShown() {
        url = "http://10.0.0.9:8081";
        follow(state(1).root());

        assertThat(node.trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble).contains("calls itself http://10.0.0.9:8081"));
    }

    @Test
    void plainNodeOfTheDocumentsIsFollowedByItsVersion() {
        leader.says(
                "/snapshot",
                "{\"REGISTRY\":{\"a.B\":[{\"scheme\":\"http\",\"host\":\"10.0.0.1\",\"port\":1,\"context\":\"x\"}]},"
                        + "\"VERSIONS\":{\"a.B\":10},"
                        + "\"TIMESTAMPS\":{\"a.B@http://10.0.0.1:1/x\":1708876800000},\"version\":15}");
        leader.says("/info", "{\"url\":\"http://127.0.0.1\",\"status\":true,\"leader\":true,\"version\":15}");

        node.start(new RegistryState());
        await(() -> node.standing().isReady());

        assertThat(node.root().scalars().version()).isEqualTo(15);
        assertThat(node.root().revisionOf(node.root().service(SERVICE))).isPositive();
        assertThat(node.root().sizes().instances()).isEqualTo(1);
        int fetched = leader.fetched();
        leader.says("/info", "{\"leader\":true,\"version\":3}"); // it was restarted, and counts anew
        leader.says("/snapshot", "{\"REGISTRY\":{},\"VERSIONS\":{},\"TIMESTAMPS\":{},\"version\":3}");
        await(() -> node.root().sizes().instances() == 0);
        assertThat(leader.fetched()).isEqualTo(fetched + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"REGISTRY\":{},\"VERSIONS\":{},\"version\":1}",
                "{\"REGISTRY\":{\"a.B\":[{\"host\":\"h\"}]},\"VERSIONS\":{},\"TIMESTAMPS\":{},\"version\":1}",
                "{\"REGISTRY\":{\"a,B\":[]},\"VERSIONS\":{},\"TIMESTAMPS\":{},\"version\":1}",
                "{\"REGISTRY\":{},\"VERSIONS\":{\"a.B\":-1},\"TIMESTAMPS\":{},\"version\":1}"
            })
    void unsoundPlainDocumentChangesNothing(String document) {
        leader.says("/snapshot", document);
        leader.says("/info", "{\"leader\":true,\"version\":15}");

        node.start(state(1));
        await(() -> failures() > 0);

        assertThat(node.root().sizes().instances()).isEqualTo(1);
        assertThat(node.standing().isReady()).isFalse();
    }

    private double failures() {
        return meters.get("maregistry.hash.pulls")
                .tag("result", "failed")
                .counter()
                .count();
    }

    private static void await(java.util.concurrent.Callable<Boolean> wanted) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(wanted);
    }

    private static RegistryState state(int instances) {
        RegistryState state = new RegistryState();
        state.apply(1, 0, new Entry(5, List.of(new Birth("00", LINEAGE))));
        for (int at = 1; at <= instances; at++) {
            InstanceId id = InstanceId.ofUrl("http://10.0.0.1:" + at + "/x");
            state.apply(1 + at, 0, new Entry(5, List.of(new Register(null, SERVICE, id, Content.PLAIN, true))));
        }
        return state;
    }

    private static byte[] document(Root root) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            SnapshotDocument.writeCopy(root, out);
            return out.toByteArray();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    private String info(Root root) {
        return "{\"url\":\"" + url + "\",\"status\":true,\"leader\":true,\"claim\":\"elected\",\"mode\":\"hash\","
                + "\"name\":\"n1\",\"ready\":true,\"version\":" + root.scalars().version() + ",\"revision\":"
                + root.scalars().revision() + ",\"lineage\":\""
                + ResumeToken.lineageText(root.scalars().lineage()) + "\"}";
    }

    private static String text(byte[] document) {
        return new String(document, StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] document) {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream();
                GZIPOutputStream packed = new GZIPOutputStream(out)) {
            packed.write(document);
            packed.finish();
            return out.toByteArray();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException unable) {
            throw new IllegalStateException(unable);
        }
    }
}
