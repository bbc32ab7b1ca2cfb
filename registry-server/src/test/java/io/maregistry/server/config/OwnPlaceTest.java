package io.maregistry.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.maregistry.server.config.RaftConfig.Peer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a node finds out its ports, its name and its members from what little it was told. */
class OwnPlaceTest {

    private static final String MEMBERS = "--raft-members=a=127.0.0.1:10081,b=127.0.0.1:10082,c=127.0.0.1:10083";
    private static final String SERVERS = "--server-list=http://localhost:8081,http://localhost:8082/,localhost:8083";

    @Test
    void otherPortsFollowTheHttpPort() {
        ServerConfig config = read("--http-listen=127.0.0.2:8090");

        assertThat(config.grpc()).isEqualTo(GrpcConfig.at(Address.parse("127.0.0.2:9090")));
        assertThat(config.raft()).isEqualTo(RaftConfig.lone(Address.parse("127.0.0.2:10090")));
    }

    @Test
    void freePortStaysFreeForAll() {
        ServerConfig config = read("--http-listen=127.0.0.1:0");

        assertThat(config.grpc().listen().port()).isZero();
        assertThat(config.raft().listen().port()).isZero();
    }

    @Test
    void serverPortIsThePortOfHttpListen() {
        assertThat(read("--server.port=8082").http()).isEqualTo(HttpConfig.at(Address.parse("127.0.0.1:8082")));
        assertThat(read("--server-port", "8082", "--http-listen=127.0.0.3:1")
                        .http()
                        .listen())
                .isEqualTo(Address.parse("127.0.0.3:8082"));
        assertThat(read("--server.port=8082").raft().listen().port()).isEqualTo(10_082);
    }

    @Test
    void serverPortOfALowerSourceYieldsToHttpListen() {
        ConfigReader reader = new ConfigReader(Map.of("MAREGISTRY_SERVER_PORT", "9"), Optional.empty());

        assertThat(reader.read(List.of("--http-listen=127.0.0.1:8082"))
                        .server()
                        .http()
                        .listen())
                .isEqualTo(Address.parse("127.0.0.1:8082"));
    }

    @Test
    void loneNodeOpenToAllKeepsItsNodePortOnLoopback() {
        ServerConfig config = read("--http-listen=0.0.0.0:8081", "--http-advertise=registry.example:80");

        assertThat(config.raft()).isEqualTo(RaftConfig.lone(Address.parse("127.0.0.1:10081")));
        assertThat(config.grpc())
                .isEqualTo(new GrpcConfig(Address.parse("0.0.0.0:9081"), Address.parse("registry.example:9081")));
    }

    @Test
    void wildcardWithoutAnAddressToAdvertiseIsRefused() {
        assertThat(faults("--http-listen=0.0.0.0:8081", "--grpc-advertise=h:1"))
                .containsExactly("--http-listen: http.advertise must name a host that others can reach, since listen is"
                        + " a wildcard");
        assertThat(faults("--grpc-listen=0.0.0.0:9081"))
                .containsExactly("--grpc-listen: grpc.advertise must name a host that others can reach, since listen is"
                        + " a wildcard");
    }

    @Test
    void memberIsFoundByTheHttpPort() {
        ServerConfig config = read(MEMBERS, "--http-listen=127.0.0.1:8082");

        assertThat(config.node().name()).isEqualTo("b");
        assertThat(config.raft().listen()).isEqualTo(Address.parse("127.0.0.1:10082"));
        assertThat(config.raft().advertise()).isEqualTo(Address.parse("127.0.0.1:10082"));
        assertThat(config.raft().members()).hasSize(3);
    }

    @Test
    void memberIsFoundByItsName() {
        ServerConfig config = read(MEMBERS, "--node-name=c");

        assertThat(config.raft().listen()).isEqualTo(Address.parse("127.0.0.1:10083"));
    }

    @Test
    void memberIsFoundByItsNodePort() {
        assertThat(read(MEMBERS, "--raft-listen=127.0.0.1:10083").node().name()).isEqualTo("c");
        assertThat(read(MEMBERS, "--raft-advertise=127.0.0.1:10083").node().name())
                .isEqualTo("c");
    }

    @Test
    void memberWhoseNameForItselfDiffersTakesTheMembersText() {
        ServerConfig config = read(MEMBERS, "--raft-advertise=localhost:10082");

        assertThat(config.raft().advertise()).isEqualTo(Address.parse("127.0.0.1:10082"));
    }

    @Test
    void memberInAContainerBindsTheWildcardAndAdvertisesItsName() {
        ServerConfig config = read(
                "--http-listen=0.0.0.0:8081",
                "--http-advertise=m2:8081",
                "--node-name=m2",
                "--raft-members=m1=m1:10081,m2=m2:10081,m3=m3:10081",
                "--raft-insecure");

        assertThat(config.raft().listen()).isEqualTo(Address.parse("0.0.0.0:10081"));
        assertThat(config.raft().advertise()).isEqualTo(Address.parse("m2:10081"));
    }

    @Test
    void memberReachableFromOutsideNeedsConsent() {
        assertThat(faults("--node-name=a", "--raft-members=a=10.0.0.1:10081"))
                .singleElement()
                .satisfies(fault -> assertThat(fault)
                        .startsWith("--raft-members: raft.listen must be a loopback address, was 10.0.0.1:10081: "));
    }

    @Test
    void nodeThatIsNoMemberIsRefused() {
        assertThat(faults(MEMBERS, "--http-listen=127.0.0.1:8084"))
                .containsExactly("--raft-members: raft.members must have this node among them: none is at"
                        + " 127.0.0.1:10084; set node.name or raft.advertise");
        assertThat(faults(MEMBERS, "--node-name=d"))
                .containsExactly("--node-name: node.name must be a name in raft.members, a, b, c, was \"d\"");
    }

    @Test
    void nameAndAddressOfTheNodeBelongToOneMember() {
        assertThat(faults(MEMBERS, "--node-name=a", "--raft-advertise=127.0.0.1:10082"))
                .containsExactly(
                        "--node-name: node.name must be b, the member at raft.advertise 127.0.0.1:10082, was a");
    }

    @Test
    void serverListNamesTheMembersInItsOrder() {
        ServerConfig config = read(SERVERS, "--server.port=8082");

        assertThat(config.node().name()).isEqualTo("n2");
        assertThat(config.raft().members())
                .containsExactly(
                        new Peer("n1", Address.parse("localhost:10081")),
                        new Peer("n2", Address.parse("localhost:10082")),
                        new Peer("n3", Address.parse("localhost:10083")));
        assertThat(config.raft().advertise()).isEqualTo(Address.parse("localhost:10082"));
        assertThat(config.raft().listen()).isEqualTo(Address.parse("localhost:10082"));
        assertThat(config.serverList()).extracting(Address::httpUrl).contains("http://localhost:8083");
    }

    @Test
    void nodeOutsideItsServerListIsRefused() {
        assertThat(faults(SERVERS, "--server.port=8084"))
                .containsExactly("--server-list: server-list must have this node among them: none is http.advertise,"
                        + " http://127.0.0.1:8084");
    }

    @Test
    void membersWinOverTheServerList() {
        ServerConfig config = read(SERVERS, "--raft-members=x=127.0.0.1:10081");

        assertThat(config.raft().members()).containsExactly(new Peer("x", Address.parse("127.0.0.1:10081")));
    }

    @Test
    void evenNumberOfMembersIsWarnedOf() {
        Configuration four = new ConfigReader(Map.of(), Optional.empty())
                .read(List.of("--raft-members=a=127.0.0.1:10081,b=127.0.0.1:1,c=127.0.0.1:2,d=127.0.0.1:3"));

        assertThat(four.warnings())
                .containsExactly(
                        "raft.members: 4 members survive the loss of no more nodes than 3 do; take an odd number");
    }

    @Test
    void nodePortWithoutProtectionIsWarnedOf() {
        Configuration open = new ConfigReader(Map.of(), Optional.empty())
                .read(List.of("--raft-insecure", "--raft-listen=10.0.0.1:10081", "--raft-bootstrap=force"));

        assertThat(open.warnings())
                .containsExactly(
                        "raft.insecure=true: whoever reaches 10.0.0.1:10081 can take over the cluster",
                        "raft.bootstrap=force: only for the first start of a cluster that lacks a founder");
    }

    @Test
    void portsThatWouldFollowBeyondTheLastAreRefused() {
        assertThat(faults("--http-listen=127.0.0.1:65000", "--raft-listen=127.0.0.1:1"))
                .containsExactly(
                        "--http-listen: grpc.listen must have another port: HTTP port 65000 + 1000 is above 65535");
        assertThat(faults("--server-port=65536"))
                .containsExactly("--server-port: server.port must be 0 to 65535, was 65536");
    }

    private static ServerConfig read(String... flags) {
        return new ConfigReader(Map.of(), Optional.empty()).read(List.of(flags)).server();
    }

    private static List<String> faults(String... flags) {
        ConfigException unfit = catchThrowableOfType(ConfigException.class, () -> read(flags));
        return unfit.faults().stream().map(Fault::message).toList();
    }
}
