package io.maregistry.server.raft;

import io.maregistry.proto.v1.Hello;
import io.maregistry.proto.v1.HelloAnswer;
import io.maregistry.proto.v1.HelloPurpose;
import io.maregistry.server.config.Address;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/** Asks a node port how its node stands, over a connection that carries nothing else. Blocks for at most a second. */
final class BirthCall {

    private static final int CONNECT_MILLIS = 300;
    private static final int ANSWER_MILLIS = 500;

    private final String self;
    private final String nodeId;

    BirthCall(String self, String nodeId) {
        this.self = self;
        this.nodeId = nodeId;
    }

    BirthAnswer ask(Address member) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(member.host(), member.port()), CONNECT_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write(HelloFrames.encode(hello(member)));
            HelloAnswer answer = HelloFrames.read(new DataInputStream(socket.getInputStream()), HelloAnswer.parser());
            return answer.hasBirth()
                    ? BirthAnswer.of(answer.getBirth())
                    : new BirthAnswer.Silent(answer.getRefusal().getMessage());
        } catch (IOException e) {
            return new BirthAnswer.Silent(reasonOf(e));
        }
    }

    private Hello hello(Address member) {
        return Hello.newBuilder()
                .setVersion(PeerGate.VERSION)
                .setPeer(self)
                .setNodeId(nodeId)
                .setDialled(member.toString())
                .setPurpose(HelloPurpose.HELLO_PURPOSE_BIRTH)
                .build();
    }

    private static String reasonOf(IOException failure) {
        if (failure instanceof ConnectException) {
            return "connection refused";
        }
        if (failure instanceof SocketTimeoutException) {
            return "no answer";
        }
        if (failure instanceof UnknownHostException) {
            return "unknown host";
        }
        if (failure instanceof EOFException) {
            return "hangs up";
        }
        return String.valueOf(failure.getMessage());
    }
}
