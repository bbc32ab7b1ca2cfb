package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alipay.sofa.jraft.rpc.ProtobufMsgFactory;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.alipay.sofa.jraft.rpc.RpcProcessor;
import com.alipay.sofa.jraft.rpc.RpcRequests.RequestVoteRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.RequestVoteResponse;
import io.maregistry.proto.v1.BirthReport;
import io.maregistry.proto.v1.Hello;
import io.maregistry.proto.v1.HelloAnswer;
import io.maregistry.proto.v1.HelloPurpose;
import io.maregistry.proto.v1.RefusalReason;
import io.maregistry.server.config.Address;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a node port does with whoever connects: it says nothing to noise, and lets only the right peer reach the engine. */
@NullMarked
@Timeout(60)
class IntroductionTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String CLUSTER = "c".repeat(32);
    private static final String PEER = "10.0.0.2:7000";
    private static final String NODE = "b".repeat(32);

    private final NodePort port = new NodePort(new Address("127.0.0.1", 0));
    private final AtomicInteger votes = new AtomicInteger();

    @BeforeEach
    void open() {
        port.start();
        port.identify(self(), "a".repeat(32), CLUSTER);
        port.expect(Map.of(PEER, NODE));
        ProtobufMsgFactory.load();
        port.rpcServer().registerProcessor(new VoteCounter());
    }

    @AfterEach
    void close() {
        port.close();
    }

    static Stream<Arguments> noise() {
        return Stream.of(
                Arguments.of("random bytes", bytes(0x83, 0x1f, 0x00, 0x9c, 0xff, 0x42)),
                Arguments.of("one byte", bytes(0)),
                Arguments.of("HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("a TLS hello", bytes(0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03)),
                Arguments.of("a Java object", bytes(0xac, 0xed, 0x00, 0x05, 0x73, 0x72)),
                Arguments.of("a frame of the engine", voteFrame()),
                Arguments.of("a huge length", frame(0x7fffffff)),
                Arguments.of("a length over the limit", frame(4097)),
                Arguments.of("a negative length", frame(-1)),
                Arguments.of("an empty message", frame(0)),
                Arguments.of("no protobuf", frame(4, 0xff, 0xff, 0xff, 0xff)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noise")
    void noiseIsClosedWithoutAWord(String name, byte[] noise) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(noise);

            assertThat(isClosedByPeer(socket)).isTrue();
        }
        assertThat(port.openConnections()).isZero();
        assertThat(votes).hasValue(0);
    }

    @Test
    void whoSaysNothingIsClosed() throws IOException {
        try (Socket socket = connect()) {
            assertThat(isClosedByPeer(socket)).isTrue();
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("another version", hello().setVersion(2), RefusalReason.REFUSAL_REASON_VERSION),
                Arguments.of(
                        "another cluster",
                        hello().setClusterId("d".repeat(32)),
                        RefusalReason.REFUSAL_REASON_OTHER_CLUSTER),
                Arguments.of(
                        "a known peer under another node id",
                        hello().setNodeId("e".repeat(32)),
                        RefusalReason.REFUSAL_REASON_OTHER_NODE_ID),
                Arguments.of(
                        "whoever dialled somebody else",
                        hello().setDialled("10.0.0.9:7000"),
                        RefusalReason.REFUSAL_REASON_OTHER_PEER),
                Arguments.of(
                        "a peer that is no member",
                        hello().setPeer("10.0.0.3:7000"),
                        RefusalReason.REFUSAL_REASON_OTHER_PEER),
                Arguments.of(
                        "a peer that is no member and of no cluster yet",
                        hello().setPeer("10.0.0.3:7000").setClusterId(""),
                        RefusalReason.REFUSAL_REASON_OTHER_PEER),
                Arguments.of("a peer without name", hello().setPeer(""), RefusalReason.REFUSAL_REASON_INVALID),
                Arguments.of(
                        "a purpose of later times", hello().setPurposeValue(99), RefusalReason.REFUSAL_REASON_INVALID));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void wrongPeerIsToldWhyAndClosed(String name, Hello.Builder hello, RefusalReason reason) throws IOException {
        if (hello.getDialled().isEmpty()) {
            hello.setDialled(self());
        }
        try (Socket socket = connect()) {
            socket.getOutputStream().write(HelloFrames.encode(hello.build()));
            socket.getOutputStream().write(voteFrame());

            assertThat(read(socket).getRefusal().getReason()).isEqualTo(reason);
            assertThat(isClosedByPeer(socket)).isTrue();
        }
        assertThat(port.openConnections()).isZero();
        assertThat(votes).hasValue(0);
    }

    @Test
    void rightPeerIsWelcomedAndReachesTheEngine() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(HelloFrames.encode(hello().setDialled(self()).build()));
            socket.getOutputStream().write(voteFrame());

            HelloAnswer answer = read(socket);
            assertThat(answer.getWelcome().getPeer()).isEqualTo(self());
            assertThat(answer.getWelcome().getNodeId()).isEqualTo("a".repeat(32));
            assertThat(answer.getWelcome().getClusterId()).isEqualTo(CLUSTER);
            assertThat(socket.getInputStream().read()).isEqualTo(1); // bolt's answer, protocol 1
            assertThat(votes).hasValue(1);
        }
    }

    @Test
    void peerThatDoesNotKnowItsClusterYetIsWelcome() throws IOException {
        Hello hello = hello().setClusterId("").setDialled(self()).build();
        assertThat(answerTo(hello).hasWelcome()).isTrue();
    }

    @Test
    void peersOfANodeThatIsNotBornAreToldToComeAgain() throws IOException {
        port.expect(Map.of());
        HelloAnswer answer = answerTo(hello().setDialled(self()).build());
        assertThat(answer.getRefusal().getReason()).isEqualTo(RefusalReason.REFUSAL_REASON_NOT_READY);
    }

    @Test
    void memberWhoseIdIsNotKnownYetIsWelcome() throws IOException {
        port.expect(Map.of(PEER, ""));
        Hello hello = hello().setDialled(self()).build();
        assertThat(answerTo(hello).hasWelcome()).isTrue();
    }

    @Test
    void welcomedPeerIsClosedWhenTheTableSaysOtherwise() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(HelloFrames.encode(hello().setDialled(self()).build()));
            assertThat(read(socket).hasWelcome()).isTrue();

            port.expect(Map.of(PEER, "e".repeat(32)));

            assertThat(isClosedByPeer(socket)).isTrue();
        }
    }

    @Test
    void strangersAreToldHowTheNodeStandsButReachNothing() throws IOException {
        BirthReport report = BirthReport.newBuilder().setPeer(self()).build();
        port.answerBirth(() -> report);
        Hello hello = hello().setPurpose(HelloPurpose.HELLO_PURPOSE_BIRTH)
                .setNodeId("e".repeat(32))
                .setDialled(self())
                .build();
        try (Socket socket = connect()) {
            socket.getOutputStream().write(HelloFrames.encode(hello));
            socket.getOutputStream().write(voteFrame());

            assertThat(read(socket).getBirth()).isEqualTo(report);
            assertThat(isClosedByPeer(socket)).isTrue();
        }
        assertThat(votes).hasValue(0);
    }

    @Test
    void portWithoutIdentityRefusesEverybody() throws IOException {
        try (NodePort fresh = new NodePort(new Address("127.0.0.1", 0))) {
            fresh.start();
            try (Socket socket = new Socket(LOOPBACK, fresh.address().port())) {
                socket.getOutputStream()
                        .write(HelloFrames.encode(
                                hello().setDialled(fresh.address().toString()).build()));

                assertThat(read(socket).getRefusal().getReason()).isEqualTo(RefusalReason.REFUSAL_REASON_NOT_READY);
            }
        }
    }

    @Test
    void clientOfTheEngineExistsForAPortAlone() {
        assertThatThrownBy(() -> new NodePortRpcFactory().createRpcClient(null))
                .isInstanceOf(IllegalStateException.class);
        assertThat(port.createClient()).isNotNull();
    }

    private HelloAnswer answerTo(Hello hello) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(HelloFrames.encode(hello));
            return read(socket);
        }
    }

    private static Hello.Builder hello() {
        return Hello.newBuilder()
                .setVersion(1)
                .setClusterId(CLUSTER)
                .setPeer(PEER)
                .setNodeId(NODE)
                .setPurpose(HelloPurpose.HELLO_PURPOSE_PEER);
    }

    private String self() {
        return port.address().toString();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(LOOPBACK, port.address().port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static HelloAnswer read(Socket socket) throws IOException {
        return HelloFrames.read(new DataInputStream(socket.getInputStream()), HelloAnswer.parser());
    }

    private static boolean isClosedByPeer(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketException e) { // reset: it had not read everything
            return true;
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int at = 0; at < values.length; at++) {
            bytes[at] = (byte) values[at];
        }
        return bytes;
    }

    private static byte[] frame(int length, int... body) {
        return ByteBuffer.allocate(8 + body.length)
                .putInt(0x4D524E31)
                .putInt(length)
                .put(bytes(body))
                .array();
    }

    /** A forged vote of a candidate that nobody knows, as bolt's first protocol frames it. */
    private static byte[] voteFrame() {
        byte[] content = RequestVoteRequest.newBuilder()
                .setGroupId("registry")
                .setServerId("10.6.6.6:6666")
                .setPeerId("127.0.0.1:1")
                .setTerm(500)
                .setLastLogTerm(500)
                .setLastLogIndex(500)
                .setPreVote(false)
                .build()
                .toByteArray();
        byte[] type = RequestVoteRequest.class.getName().getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(frame)) {
            out.writeByte(1); // protocol
            out.writeByte(1); // a request
            out.writeShort(1); // for a processor
            out.writeByte(1); // version
            out.writeInt(7); // id
            out.writeByte(1); // codec
            out.writeInt(5000); // timeout
            out.writeShort(type.length);
            out.writeShort(0);
            out.writeInt(content.length);
            out.write(type);
            out.write(content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return frame.toByteArray();
    }

    private final class VoteCounter implements RpcProcessor<RequestVoteRequest> {

        @Override
        public void handleRequest(RpcContext context, RequestVoteRequest request) {
            votes.incrementAndGet();
            context.sendResponse(RequestVoteResponse.newBuilder()
                    .setTerm(0)
                    .setGranted(false)
                    .build());
        }

        @Override
        public String interest() {
            return RequestVoteRequest.class.getName();
        }
    }
}
