package io.maregistry.client.internal.view;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.Header;
import io.maregistry.proto.v1.Service;
import io.maregistry.wire.InstanceMessages;
import io.maregistry.wire.KeyMessages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * One file with the list of one service: a mark, the CRC-32C of the rest (4 bytes each, big-endian), and a {@code
 * GetServiceReply} of {@code maregistry.v1}, so that files of other releases can be read as their messages can. Stateless;
 * any thread.
 */
final class CopyFile {

    static final int MAX_BYTES = 16 << 20;

    private static final int MARK = 0x4d615231; // MaR1
    private static final int HEAD = 2 * Integer.BYTES;

    private CopyFile() {}

    /** Where the copy of that service lies: names may hold what file names may not. */
    static Path of(Path directory, ServiceName name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.key().getBytes(StandardCharsets.UTF_8));
            return directory.resolve(HexFormat.of().formatHex(hash, 0, 16) + ".list");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** Puts the list in the place of the file, as a whole or not at all. */
    static void write(Path file, KnownService.Kept kept) throws IOException {
        byte[] body = message(kept).toByteArray();
        if (body.length > MAX_BYTES) {
            throw new IOException("the list takes " + body.length + " bytes, more than " + MAX_BYTES);
        }
        ByteBuffer whole = ByteBuffer.allocate(HEAD + body.length);
        whole.putInt(MARK).putInt(sum(body)).put(body);
        Path half = file.resolveSibling(file.getFileName() + ".tmp");
        Files.write(half, whole.array());
        Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What the file holds of that service, labelled stale; a damaged one is an {@code IOException}. */
    static KnownService.Kept read(Path file, ServiceName name) throws IOException {
        long size = Files.size(file);
        if (size < HEAD || size > HEAD + MAX_BYTES) {
            throw new IOException("its size is wrong: " + size);
        }
        ByteBuffer whole = ByteBuffer.wrap(Files.readAllBytes(file));
        int mark = whole.getInt();
        int sum = whole.getInt();
        byte[] body = new byte[whole.remaining()];
        whole.get(body);
        if (mark != MARK || sum != sum(body)) {
            throw new IOException("its sum is wrong");
        }
        return kept(parse(body), name);
    }

    private static GetServiceReply parse(byte[] body) throws InvalidProtocolBufferException, IOException {
        return GetServiceReply.parseFrom(CodedInputStream.newInstance(body));
    }

    private static KnownService.Kept kept(GetServiceReply reply, ServiceName name) throws IOException {
        try {
            if (!KeyMessages.read(reply.getService().getKey()).equals(name)) {
                throw new IOException("it is of another service");
            }
        } catch (IllegalArgumentException unlawful) {
            throw new IOException("it names no service", unlawful);
        }
        ServiceList list = Fold.list(name, reply.getService());
        return new KnownService.Kept(
                reply.getHeader().getLineage(), new ServiceList(name, list.revision(), list.instances(), true));
    }

    private static GetServiceReply message(KnownService.Kept kept) {
        Service.Builder service = Service.newBuilder()
                .setKey(KeyMessages.toMessage(kept.list().service()))
                .setRevision(kept.list().revision());
        kept.list().instances().forEach(instance -> service.addInstances(InstanceMessages.toMessage(instance)));
        return GetServiceReply.newBuilder()
                .setHeader(Header.newBuilder().setLineage(kept.lineage()))
                .setService(service)
                .build();
    }

    private static int sum(byte[] body) {
        CRC32C sum = new CRC32C();
        sum.update(body);
        return (int) sum.getValue();
    }
}
