package io.maregistry.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The samples of messages that lie in files; see their README. */
final class WireSamples {

    /** As the first release wrote them. */
    static final Path V1 = Path.of("src/test/resources/wire/v1");

    /** The same with fields that nobody knows yet. */
    static final Path FUTURE = Path.of("src/test/resources/wire/v1-future");

    private static final int UNKNOWN_NUMBER = 1_000;
    private static final int UNKNOWN_TEXT = 1_001;
    private static final int UNKNOWN_FIXED = 1_002;

    private WireSamples() {}

    /** One message: its name, what it means, and the bytes. */
    record Sample(String name, Message meaning) {

        Path bytes(Path folder) {
            return folder.resolve(name + ".binpb");
        }

        byte[] read(Path folder) {
            try {
                return Files.readAllBytes(bytes(folder));
            } catch (IOException missing) {
                throw new UncheckedIOException(missing);
            }
        }

        Message parsed(byte[] bytes) {
            try {
                return meaning.getParserForType().parseFrom(bytes);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** All of them, in the order of their names. */
    static List<Sample> all() {
        try (Stream<Path> files = Files.list(V1)) {
            return files.map(Path::getFileName)
                    .map(Path::toString)
                    .filter(name -> name.endsWith(".txtpb"))
                    .map(name -> name.substring(0, name.length() - ".txtpb".length()))
                    .sorted()
                    .map(WireSamples::sample)
                    .toList();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    static Sample sample(String name) {
        String type = name.substring(0, name.indexOf('-'));
        try {
            Message.Builder meaning = (Message.Builder) Class.forName("io.maregistry.proto.v1." + type)
                    .getMethod("newBuilder")
                    .invoke(null);
            TextFormat.merge(Files.readString(V1.resolve(name + ".txtpb")), meaning);
            return new Sample(name, meaning.build());
        } catch (ReflectiveOperationException | IOException unable) {
            throw new IllegalStateException("sample " + name, unable);
        }
    }

    /** The bytes of the message, the same each time. */
    static byte[] written(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.useDeterministicSerialization();
            message.writeTo(out);
            out.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** The message as a release would write it that has more fields in every message. */
    static Message withUnknownFields(Message message) {
        Message.Builder more = message.toBuilder();
        message.getAllFields().forEach((field, value) -> {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField()) {
                if (field.isRepeated()) {
                    for (int at = 0; at < message.getRepeatedFieldCount(field); at++) {
                        more.setRepeatedField(
                                field, at, withUnknownFields((Message) message.getRepeatedField(field, at)));
                    }
                } else {
                    more.setField(field, withUnknownFields((Message) value));
                }
            }
        });
        return more.setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                UNKNOWN_NUMBER,
                                UnknownFieldSet.Field.newBuilder().addVarint(42).build())
                        .addField(
                                UNKNOWN_TEXT,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFromUtf8("later"))
                                        .build())
                        .addField(
                                UNKNOWN_FIXED,
                                UnknownFieldSet.Field.newBuilder()
                                        .addFixed64(-1)
                                        .build())
                        .build())
                .build();
    }

    /** The message with those fields only that this release knows. */
    static Message known(Message message) {
        Message.Builder less = message.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
        message.getAllFields().forEach((field, value) -> {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField()) {
                if (field.isRepeated()) {
                    for (int at = 0; at < message.getRepeatedFieldCount(field); at++) {
                        less.setRepeatedField(field, at, known((Message) message.getRepeatedField(field, at)));
                    }
                } else {
                    less.setField(field, known((Message) value));
                }
            }
        });
        return less.build();
    }
}
