#include "connect/orders_preset.h"

namespace habitue::connect {
namespace {

constexpr std::array<std::string_view, kOrderFields> kFieldNames = {
    "order_id", "customer_id", "ordered_at", "paid_at",  "delivered_at", "line_id", "sku",
    "category", "quantity",    "unit_price", "discount", "currency",     "channel"};

OrdersPreset generic() {
    OrdersPreset preset;
    preset.name = "generic";
    for (size_t i = 0; i < kOrderFields; ++i) preset.columns[i] = kFieldNames[i];
    return preset;
}

// The UCI data set "Online Retail": one row a line of an invoice.
OrdersPreset online_retail() {
    OrdersPreset preset;
    preset.name = "online-retail";
    const auto set = [&](OrderField field, std::string_view column) {
        preset.columns[static_cast<size_t>(field)] = column;
    };
    set(OrderField::order_id, "InvoiceNo");
    set(OrderField::customer_id, "CustomerID");
    set(OrderField::ordered_at, "InvoiceDate");
    set(OrderField::sku, "StockCode");
    set(OrderField::quantity, "Quantity");
    set(OrderField::unit_price, "UnitPrice");
    preset.credit_notes_begin_with_c = true;
    preset.guests = false;
    preset.time_zone = "Europe/London";
    preset.assumptions = {
        {"credit_notes",
         "Invoices whose number begins with C are goods that came back; they do not name the order they came from.",
         "Les factures dont le numéro commence par C sont des retours ; elles ne nomment pas la commande "
         "d’origine."}};
    return preset;
}

}  // namespace

std::string_view name_of(OrderField field) { return kFieldNames[static_cast<size_t>(field)]; }

std::vector<std::string> preset_names() { return {"generic", "online-retail"}; }

Result<OrdersPreset> find_preset(std::string_view name) {
    if (name == "generic") return generic();
    if (name == "online-retail") return online_retail();
    std::string known;
    for (const std::string& preset : preset_names()) known += (known.empty() ? "" : ", ") + preset;
    return Fault::invalid("preset", "\"" + std::string(name.substr(0, 40)) + "\" is not one of " + known);
}

Result<void> map_field(OrdersPreset& preset, std::string_view assignment) {
    const size_t mark = assignment.find('=');
    const std::string_view name = assignment.substr(0, mark);
    std::string known;
    for (size_t i = 0; i < kOrderFields; ++i) {
        if (mark != std::string_view::npos && kFieldNames[i] == name) {
            preset.columns[i] = assignment.substr(mark + 1);
            return {};
        }
        known += (known.empty() ? "" : ", ") + std::string(kFieldNames[i]);
    }
    return Fault::invalid("map", "\"" + std::string(assignment.substr(0, 60)) +
                                     "\" is not of the form field=Column, where field is one of " + known);
}

}  // namespace habitue::connect
