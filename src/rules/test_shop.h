// A small shop for the tests of this room: a customer, a cart with lines, a few plain variables.
#pragma once

#include "rules/expression.h"

namespace habitue::rules {

struct ShopTypes {
    ObjectType line{
        .name = "line",
        .fields = {{"category", Kind::text, 0}, {"quantity", Kind::integer, 1}, {"price", Kind::money, 2}},
        .methods = {},
        .open = false,
        .open_type = {}};
    ObjectType cart{.name = "cart",
                    .fields = {{"subtotal", Kind::money, 0},
                               {"lines", Type::list(Type::object(line)), 1},
                               {"codes", Type::list(Kind::text), 2}},
                    .methods = {},
                    .open = false,
                    .open_type = {}};
    ObjectType attributes{.name = "attributes", .fields = {}, .methods = {}, .open = true, .open_type = Kind::text};
    ObjectType customer{.name = "customer",
                        .fields = {{"tier", Kind::text, 0},
                                   {"member", Kind::boolean, 1},
                                   {"orders", Kind::integer, 2},
                                   {"joined", Kind::timestamp, 3},
                                   {"attributes", Type::object(attributes), 4},
                                   {"email", Kind::text, 5}},
                        .methods = {{"spend", {Kind::text, Kind::duration}, Kind::money, 0},
                                    {"spend", {Kind::duration}, Kind::money, 1}},
                        .open = false,
                        .open_type = {}};
};

inline const ShopTypes& shop_types() {
    static const ShopTypes types;
    return types;
}

enum ShopVariable { kCustomer, kCart, kLine, kNow, kAnything, kNumbers, kStock, kBroken };

inline Schema shop_schema() {
    const ShopTypes& types = shop_types();
    Schema schema;
    schema.variables = {{"customer", Type::object(types.customer), kCustomer},
                        {"cart", Type::object(types.cart), kCart},
                        {"line", Type::object(types.line), kLine},
                        {"now", Kind::timestamp, kNow},
                        {"anything", Kind::dyn, kAnything},
                        {"numbers", Type::list(Kind::integer), kNumbers},
                        {"stock", Type::map(Kind::text, Kind::integer), kStock},
                        {"broken", Kind::boolean, kBroken}};
    schema.functions = {{"twice", {Kind::integer}, Kind::integer, 0}};
    schema.currency = *parse_currency("EUR");
    return schema;
}

class ShopLine : public Object {
  public:
    ShopLine(std::string category, int64_t quantity, Amount price)
        : category_(std::move(category)), quantity_(quantity), price_(price) {}
    const ObjectType& type() const override { return shop_types().line; }
    Value field(int id) const override {
        if (id == 0) return Value::text(category_);
        return id == 1 ? Value::integer(quantity_) : Value::money(price_);
    }

  private:
    std::string category_;
    int64_t quantity_;
    Amount price_;
};

class ShopCart : public Object {
  public:
    const ObjectType& type() const override { return shop_types().cart; }
    Value field(int id) const override {
        if (id == 0) return Value::money({75'500'000});
        return id == 1 ? Value::list(lines_) : Value::list(codes_);
    }
    const ShopLine& first() const { return wine_; }

  private:
    ShopLine wine_{"wine", 2, {30'000'000}};
    ShopLine cheese_{"cheese", 1, {15'500'000}};
    List lines_{Value::object(wine_), Value::object(cheese_)};
    List codes_{Value::text("SPRING"), Value::text("HELLO")};
};

class ShopAttributes : public Object {
  public:
    const ObjectType& type() const override { return shop_types().attributes; }
    Value field(int) const override { return {}; }
    Value open_field(std::string_view name) const override {
        return name == "card" ? Value::text("gold") : Value();
    }
};

class ShopCustomer : public Object {
  public:
    const ObjectType& type() const override { return shop_types().customer; }
    Value field(int id) const override {
        switch (id) {
            case 0: return Value::text("gold");
            case 1: return Value::boolean(true);
            case 2: return Value::integer(7);
            case 3: return Value::timestamp(*parse_instant("2024-02-29T10:30:15.250Z"));
            case 4: return Value::object(attributes_);
            default: return {};  // no e-mail
        }
    }
    Value call(int method, std::span<const Value> arguments) const override {
        if (method == 1) return Value::money({500'000'000});
        return Value::money({arguments[0].as_text() == "wine" ? 120'000'000 : 0});
    }

  private:
    ShopAttributes attributes_;
};

class Shop : public Bindings {
  public:
    Value variable(int id) const override {
        switch (id) {
            case kCustomer: return Value::object(customer_);
            case kCart: return Value::object(cart_);
            case kLine: return Value::object(cart_.first());
            case kNow: return Value::timestamp(*parse_instant("2026-11-21T09:30:00Z"));
            case kAnything: return anything;
            case kNumbers: return Value::list(numbers_);
            case kStock: return Value::map(stock_);
            default: return Value::error(ErrorKind::host, "the stock is not known");
        }
    }
    Value function(int, std::span<const Value> arguments) const override {
        return Value::integer(arguments[0].as_integer() * 2);
    }

    Value anything = Value::integer(3);

  private:
    ShopCustomer customer_;
    ShopCart cart_;
    List numbers_{Value::integer(1), Value::integer(2), Value::integer(3)};
    Map stock_{std::vector<Map::Entry>{{Value::text("wine"), Value::integer(12)},
                                       {Value::text("cheese"), Value::integer(0)}}};
};

}  // namespace habitue::rules
