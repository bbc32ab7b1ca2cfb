package io.maregistry.client;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.maregistry.proto.v1.RegistryGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A node that answers every call with bytes from files, whatever it is asked, and remembers the bytes that it got. */
final class RecordedNode implements AutoCloseable {

    private static final Path SAMPLES = Path.of("../registry-proto/src/test/resources/wire");

    private final Path folder;
    private final Map<String, byte[]> asked = new ConcurrentHashMap<>();
    private final Server server;

    /** @param folder of the samples */
    RecordedNode(String folder) {
        this.folder = SAMPLES.resolve(folder);
        this.server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(service())
                .build();
        try {
            server.start();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(RegistryGrpc.SERVICE_NAME)
                .addMethod(raw(RegistryGrpc.getRegisterMethod()), once("Register", "RegisterReply-added"))
                .addMethod(raw(RegistryGrpc.getUnregisterMethod()), once("Unregister", "UnregisterReply-removed"))
                .addMethod(raw(RegistryGrpc.getRenewMethod()), once("Renew", "RenewReply-one-unknown"))
                .addMethod(raw(RegistryGrpc.getGetServiceMethod()), once("GetService", "GetServiceReply-list"))
                .addMethod(raw(RegistryGrpc.getListServicesMethod()), once("ListServices", "ListServicesReply-end"))
                .addMethod(
                        raw(RegistryGrpc.getPatchInstanceMethod()), once("PatchInstance", "PatchInstanceReply-changed"))
                .addMethod(raw(RegistryGrpc.getPutNamespaceMethod()), once("PutNamespace", "PutNamespaceReply-created"))
                .addMethod(
                        raw(RegistryGrpc.getPatchNamespaceMethod()),
                        once("PatchNamespace", "PutNamespaceReply-created"))
                .addMethod(raw(RegistryGrpc.getGetNamespaceMethod()), once("GetNamespace", "GetNamespaceReply-used"))
                .addMethod(
                        raw(RegistryGrpc.getDeleteNamespaceMethod()),
                        once("DeleteNamespace", "DeleteNamespaceReply-done"))
                .addMethod(raw(RegistryGrpc.getSetRoutingMethod()), once("SetRouting", "RoutingReply-weights"))
                .addMethod(raw(RegistryGrpc.getClearRoutingMethod()), once("ClearRouting", "RoutingReply-none"))
                .addMethod(raw(RegistryGrpc.getGetRoutingMethod()), once("GetRouting", "RoutingReply-weights"))
                .addMethod(raw(RegistryGrpc.getPublishConfigMethod()), once("PublishConfig", "ConfigReply-published"))
                .addMethod(raw(RegistryGrpc.getGetConfigMethod()), once("GetConfig", "GetConfigReply-item"))
                .addMethod(raw(RegistryGrpc.getRemoveConfigMethod()), once("RemoveConfig", "ConfigReply-absent"))
                .addMethod(raw(RegistryGrpc.getConfigHistoryMethod()), once("ConfigHistory", "ConfigHistoryReply-two"))
                .addMethod(raw(RegistryGrpc.getClusterMethod()), once("Cluster", "ClusterReply-three"))
                .addMethod(raw(RegistryGrpc.getKeepAliveMethod()), each("KeepAlive", "KeepAliveReply-all-known"))
                .addMethod(
                        raw(RegistryGrpc.getWatchMethod()),
                        each(
                                "Watch",
                                "WatchEvent-hello",
                                "WatchEvent-state",
                                "WatchEvent-progress",
                                "WatchEvent-change"))
                .build();
    }

    private ServerCallHandler<byte[], byte[]> once(String method, String reply) {
        return ServerCalls.asyncUnaryCall((request, caller) -> {
            asked.put(method, request);
            caller.onNext(sample(reply));
            caller.onCompleted();
        });
    }

    /** Answers the first message of a stream with these, and is silent from then on. */
    private ServerCallHandler<byte[], byte[]> each(String method, String... replies) {
        return ServerCalls.asyncBidiStreamingCall(caller -> new Answering(method, List.of(replies), caller));
    }

    /** One stream. */
    private final class Answering implements StreamObserver<byte[]> {
        private final String method;
        private final List<String> replies;
        private final StreamObserver<byte[]> caller;
        private boolean isAnswered;

        Answering(String method, List<String> replies, StreamObserver<byte[]> caller) {
            this.method = method;
            this.replies = replies;
            this.caller = caller;
        }

        @Override
        public void onNext(byte[] request) {
            asked.put(method, request);
            if (!isAnswered) {
                isAnswered = true;
                replies.forEach(reply -> caller.onNext(sample(reply)));
            }
        }

        @Override
        public void onError(Throwable ended) {
            isAnswered = true; // the client is gone
        }

        @Override
        public void onCompleted() {
            caller.onCompleted();
        }
    }

    private byte[] sample(String name) {
        try {
            return Files.readAllBytes(folder.resolve(name + ".binpb"));
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    String endpoint() {
        return "127.0.0.1:" + server.getPort();
    }

    /** The last message that came in that call. */
    byte[] asked(String method) {
        return asked.getOrDefault(method, new byte[0]);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static MethodDescriptor<byte[], byte[]> raw(MethodDescriptor<?, ?> method) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(method.getType())
                .setFullMethodName(method.getFullMethodName())
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
