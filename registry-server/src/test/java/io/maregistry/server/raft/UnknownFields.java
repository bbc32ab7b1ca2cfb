package io.maregistry.server.raft;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes of a record all the records that have one unknown field somewhere. */
final class UnknownFields {

    private static final UnknownFieldSet FROM_THE_FUTURE = UnknownFieldSet.newBuilder()
            .addField(1_000, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();

    private UnknownFields() {}

    static List<Message> anywhereIn(Message record) {
        List<Message> all = new ArrayList<>();
        all.add(record.toBuilder().setUnknownFields(FROM_THE_FUTURE).build());
        for (Map.Entry<FieldDescriptor, Object> field : record.getAllFields().entrySet()) {
            if (field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                addNested(record, field.getKey(), field.getValue(), all);
            }
        }
        return all;
    }

    private static void addNested(Message record, FieldDescriptor field, Object value, List<Message> all) {
        if (field.isRepeated()) {
            List<?> elements = (List<?>) value;
            for (int at = 0; at < elements.size(); at++) {
                for (Message changed : anywhereIn((Message) elements.get(at))) {
                    all.add(record.toBuilder()
                            .setRepeatedField(field, at, changed)
                            .build());
                }
            }
        } else {
            for (Message changed : anywhereIn((Message) value)) {
                all.add(record.toBuilder().setField(field, changed).build());
            }
        }
    }
}
